// A service as many write it: transformers.js behind Node's HTTP.
//   node bench/peers/transformers-server.mjs MODULES FOLDER DTYPE PORT THREADS
// MODULES is a folder with node_modules that hold @huggingface/transformers; FOLDER what `hantune export` wrote.
import http from 'node:http'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, folder, dtype, port, threads] = process.argv.slice(2)
const path = createRequire(join(resolve(modules), 'x.js')).resolve('@huggingface/transformers')
const { env, pipeline } = await import(pathToFileURL(path))
env.allowRemoteModels = false
env.localModelPath = dirname(resolve(folder))
const classify = await pipeline('text-classification', basename(folder), {
  dtype,
  device: 'cpu',
  session_options: { intraOpNumThreads: Number(threads) },
})

const server = http.createServer((request, response) => {
  const answer = (status, value) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(value))
  }
  if (request.url === '/ready') return answer(200, { status: 'ready' })
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', async () => {
    try {
      const { text } = JSON.parse(Buffer.concat(parts).toString())
      const [{ label, score }] = await classify(text)
      answer(200, { label, score })
    } catch (error) {
      answer(500, { error: String(error) })
    }
  })
})
server.listen(Number(port), '127.0.0.1')
