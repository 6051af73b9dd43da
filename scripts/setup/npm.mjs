import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Node's own headers, when they are installed beside it: then compiling needs no download from nodejs.org. */
function localHeaders() {
  const folder = dirname(dirname(process.execPath))
  const header = join(folder, 'include', 'node', 'node_version.h')
  if (!existsSync(header)) return undefined
  const text = readFileSync(header, 'utf8')
  const version = ['MAJOR', 'MINOR', 'PATCH'].map((part) => text.match(`NODE_${part}_VERSION (\\d+)`)?.[1]).join('.')
  return version === process.versions.node ? folder : undefined
}

/** An outer npm passes its own settings on; those that name its folder would mislead an npm run elsewhere. */
function environment() {
  const env = { ...process.env, JOBS: process.env.JOBS ?? 'max' }
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle|command|config_(local_prefix|prefix|global_prefix|global))/i.test(name))
      delete env[name]
  }
  env.npm_config_nodedir ??= localHeaders()
  if (env.npm_config_nodedir === undefined) delete env.npm_config_nodedir
  return env
}

/** Runs npm in a folder. Resolves with its exit code and what it wrote, which is worth showing only when it failed. */
export function npm(args, cwd) {
  const cli = process.env.npm_execpath
  const command = cli?.endsWith('.js') ? [process.execPath, cli] : ['npm']
  return new Promise((done, fail) => {
    const child = spawn(command[0], [...command.slice(1), ...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      env: environment(),
      shell: process.platform === 'win32' && command[0] === 'npm',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const end = () => child.kill()
    process.once('exit', end)
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', fail)
    child.on('close', (code) => {
      process.off('exit', end)
      done({ code, output: output.trim() })
    })
  })
}
