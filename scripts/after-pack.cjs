const { rmSync } = require('node:fs')
const { join } = require('node:path')

/** The stand-in Electron brings a loader in resources/app; a package has app.asar in its place. */
exports.default = ({ appOutDir, electronPlatformName }) => {
  if (electronPlatformName === 'linux') rmSync(join(appOutDir, 'resources', 'app'), { recursive: true, force: true })
}
