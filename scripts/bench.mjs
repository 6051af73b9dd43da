import { fork } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildApp } from './build.mjs'
import { openDisplay } from './display.mjs'
import { electronEnvironment } from './launch.mjs'
import { inModules, root } from './setup/paths.mjs'
import { runMain, SetupFailure, say } from './setup/say.mjs'
import { setup } from './setup.mjs'

const FOLDER = join(root, 'test', 'bench')
const BUILT = inModules('.cache', 'bench')
const COLUMNS = ['bench', 'metric', 'value', 'unit', 'against', 'ratio', 'goal', 'holds']

function chosen(names) {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.bench.ts')) : []
  const all = files.map((file) => basename(file, '.bench.ts')).sort()
  const unknown = names.filter((name) => !all.includes(name))
  if (unknown.length > 0)
    throw new SetupFailure(`No bench is called ${unknown.join(', ')}. There are: ${all.join(', ')}.`)
  return names.length > 0 ? names : all
}

async function compile(names) {
  const { build } = await import('vite')
  const input = Object.fromEntries(names.map((name) => [name, join(FOLDER, `${name}.bench.ts`)]))
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir: BUILT,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { input, output: { format: 'es', entryFileNames: '[name].mjs' } },
    },
  })
}

/** Each bench has a process of its own: no warm caches, no garbage of another. What it prints goes to stderr. */
function runBench(name, env) {
  const child = fork(process.argv[1], ['--run', name], {
    cwd: root,
    env,
    execArgv: ['--expose-gc'],
    stdio: ['ignore', process.stderr, 'inherit', 'ipc'],
  })
  let rows
  child.on('message', (message) => (rows = message))
  return new Promise((done, fail) => {
    child.on('close', (code) =>
      rows && code === 0
        ? done(rows)
        : fail(new SetupFailure(`The bench ${name} ended with code ${code} and gave no result.`)),
    )
  })
}

async function runHere(name) {
  const { default: bench } = await import(pathToFileURL(join(BUILT, `${name}.mjs`)).href)
  const rows = await bench()
  await new Promise((done) => process.send(rows, done))
  process.disconnect()
}

function printTable(rows) {
  const cells = [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => String(row[column] ?? '')))]
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => line[column].length)))
  for (const line of cells)
    process.stdout.write(
      `${line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd()}\n`,
    )
}

/** `--rows=100000`, `--rounds=1` and `--parts=load,rest` make a bench smaller that knows of them. */
function smaller(args) {
  const given = args.map((argument) => /^--(rows|rounds|parts)=(.+)$/.exec(argument)).filter((match) => match !== null)
  return Object.fromEntries(given.map(([, name, value]) => [`PATCHBAY_BENCH_${name.toUpperCase()}`, value]))
}

async function main() {
  const args = process.argv.slice(2)
  if (args[0] === '--run') return runHere(args[1])
  await setup()
  const names = chosen(args.filter((argument) => !argument.startsWith('--')))
  if (names.length === 0) throw new SetupFailure('There is no bench in test/bench.')
  await buildApp()
  await compile(names)
  const display = await openDisplay()
  const rows = []
  try {
    for (const name of names) {
      say(`Measuring ${name}.`)
      rows.push(...(await runBench(name, { ...electronEnvironment(display.env), ...smaller(args) })))
    }
  } finally {
    display.stop()
  }
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
  else printTable(rows)
}

await runMain(main)
