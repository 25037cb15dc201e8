// Run programs one after the other, each in a thread of its own: one JSON document with its file a line in, one line out.
'use strict'

const { createInterface } = require('node:readline')
const { Worker } = require('node:worker_threads')

const LONGEST_MILLISECONDS = 20_000

function run({ file, env }) {
  return new Promise((resolve) => {
    let said = ''
    const worker = new Worker(file, { env, stdout: true, stderr: true })
    const timer = setTimeout(() => worker.terminate(), LONGEST_MILLISECONDS)
    worker.on('error', (error) => (said = String(error)))
    worker.on('exit', () => {
      clearTimeout(timer)
      resolve({ error: said })
    })
  })
}

async function main() {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await run(JSON.parse(line))) + '\n')
  }
}

main()
