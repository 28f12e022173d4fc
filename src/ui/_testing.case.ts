import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Predictor } from '../api/index.ts'
import { readDataset } from '../data/index.ts'

export const evaluation = (step: number, f1: number) => ({
  event: 'evaluation',
  split: 'dev',
  epoch: step / 10,
  step,
  trainLoss: 1 / step,
  trainValue: 1,
  tasks: [
    {
      name: 'ner',
      report: {
        ...{ precision: f1, recall: f1, f1, support: 4, predicted: 4, correct: 3 },
        perType: { LOC: { precision: f1, recall: f1, f1, support: 4 } },
        macro: { precision: f1, recall: f1, f1 },
      },
    },
  ],
  metric: 'f1',
  value: f1,
  best: true,
  seconds: 1,
})

export const step = (number: number) => ({
  ...{ event: 'step', step: number, epoch: 1, loss: 2 / number },
  ...{ learningRate: 1e-3, gradientNorm: 1, tokens: 10 },
})

export const finding = {
  code: 'COACH_SLOW',
  severity: 'advice',
  evidence: {},
  what: { zh: '慢', en: 'slow' },
  why: { zh: '因', en: 'why' },
  remedies: [{ settings: { epochs: 3 }, why: { zh: '法', en: 'way' } }],
}

export const done = (seconds: number) => ({
  ...{ event: 'done', folder: 'runs/a', reason: 'epochs', steps: 20, seconds, peakMemoryMb: 100 },
  ...{ test: evaluation(20, 0.75).tasks, findings: [finding] },
})

interface RunChange {
  readonly rows?: readonly object[]
  readonly config?: object
  readonly hasModel?: boolean
}

/** Writes the files of a run of entities, as a training leaves them; the weights are no weights. */
export function writeRun(path: string, { rows = [], config = {}, hasModel = true }: RunChange = {}): void {
  mkdirSync(path, { recursive: true })
  const whole = {
    hantune: '0.1.0',
    tasks: { ner: { kind: 'ner', labels: ['LOC'] } },
    data: { train: 'data/places.bio', dev: null, test: null },
    model: { name: 'tiny', folder: 'tiny' },
    settings: { epochs: 2, devShare: 0.25, seed: 7 },
    ...config,
  }
  writeFileSync(join(path, 'config.yaml'), stringify(whole))
  writeFileSync(join(path, 'metrics.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  if (!hasModel) return
  mkdirSync(join(path, 'best'), { recursive: true })
  writeFileSync(join(path, 'best', 'hantune.json'), '{"tasks":[]}')
  writeFileSync(join(path, 'best', 'model.safetensors'), 'weights')
}

/** A model that finds the first two characters; it tells which were opened and closed. */
export function fakeModels() {
  const opened: string[] = []
  const closed: string[] = []
  const open = async (folder: string): Promise<Predictor> => {
    opened.push(folder)
    return {
      folder,
      tasks: [{ name: 'ner', kind: 'ner', labels: ['LOC'], maxLength: 128 }],
      async predict(texts: readonly unknown[]) {
        return texts.map((input) => {
          const text = typeof input === 'string' ? input : (input as { text: string }).text
          return { text, entities: [{ label: 'LOC', text: text.slice(0, 2), start: 0, end: 2, score: 0.5 }] }
        })
      },
      async outcomes(data: unknown) {
        const read = typeof data === 'string' ? readDataset(data).records : data
        const records = read as { text: string; entities: unknown[] }[]
        const outputs = records.map(({ text }) => ({ text, entities: [] }))
        return { folder, name: 'ner', task: 'ner', labels: ['LOC'], records, outputs }
      },
      async close() {
        closed.push(folder)
      },
    } as unknown as Predictor
  }
  return { open, opened, closed }
}
