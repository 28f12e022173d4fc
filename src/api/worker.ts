// The worker thread: ONNX Runtime blocks the thread that calls it, so the work is done here and the caller's event
// loop stays free.
import { parentPort } from 'node:worker_threads'
import { fit, type LoadedModel, loadModel, readRecords } from '../train/index.ts'
import type { WorkerEvent } from './protocol.ts'
import {
  type Answer,
  type Ask,
  CLOSE,
  packError,
  type Reply,
  type Request,
  type RequestName,
} from './protocol.ts'

type Tell = (event: WorkerEvent) => void
type Handlers = { [N in RequestName]: (ask: Ask<N>, tell: Tell) => Promise<Answer<N>> }

let opened: LoadedModel | undefined

const handlers: Handlers = {
  train: fit,

  async open({ run, threads }) {
    opened = await loadModel(run, { device: 'cpu', threads })
    const { folder, description } = opened
    const { kind: task, labels, maxLength } = description
    return { folder, task, labels, maxLength }
  },

  async predict({ texts }, tell) {
    const { model } = opened!
    const encodings = texts.map((text) => model.parts.task.encodeText(text))
    return model.predict(encodings, (done, all) => tell({ event: 'pass', done, all }))
  },

  async evaluate({ data, repairTags }, tell) {
    const { model, folder, description } = opened!
    const { task } = model.parts
    const records = readRecords('test', data, { task: description.kind, repairTags }, tell)
    const encodings = records.map((record) => task.encode(record))
    const outputs = await model.predict(encodings, (done, all) => tell({ event: 'pass', done, all }))
    return { task: task.kind, folder, records: records.length, report: task.score(records, outputs) }
  },
}

const port = parentPort!
const reply = (message: Reply) => port.postMessage(message)

async function handle({ id, name, ask }: Request): Promise<void> {
  const tell: Tell = (event) => reply({ id, kind: 'event', event })
  try {
    // The name chooses handler and request together; the types cannot follow that.
    const answer = await (handlers[name] as Handlers[RequestName])(ask as never, tell)
    reply({ id, kind: 'answer', answer })
  } catch (error) {
    reply({ id, kind: 'error', error: packError(error) })
  }
}

// One request after the other: they share the model's buffers.
let last = Promise.resolve()
port.on('message', (request: Request | typeof CLOSE) => {
  // Messages come in between two graph runs, and files are written in one go: nothing is cut in half.
  if (request === CLOSE) process.exit(0)
  last = last.then(() => handle(request))
})
