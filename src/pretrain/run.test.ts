import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MODEL, tinyCorpus } from '../../test/support/tiny-corpus.ts'
import { openSafetensors, writeSafetensors } from '../safetensors/index.ts'
import { openPretrained } from '../train/index.ts'
import { tinyPretrain } from './_testing.case.ts'
import { pretrain } from './run.ts'

/** Interrupts after so many steps. */
function stopAfter(steps: number) {
  let done = 0
  return { isInterrupted: () => ++done >= steps }
}

const WHOLE = ['model.safetensors', 'pretraining.safetensors', 'samples.json']
const contents = (out: string) => WHOLE.map((name) => readFileSync(join(out, 'model', name)))
/** Rows without the times that they took. */
const metricsIn = (out: string) =>
  readFileSync(join(out, 'metrics.jsonl'), 'utf8').replaceAll(/"seconds":[^}]*/g, '')

describe('a pre-training', () => {
  test('learns, and leaves an encoder that can be fine-tuned', async () => {
    const { done, events, out } = await tinyPretrain(tinyCorpus(200), {
      model: { ...MODEL, hidden_size: 32, num_hidden_layers: 2, intermediate_size: 64 },
      settings: { steps: 400, evaluateEvery: 50, batchSize: 16, learningRate: 0.005 },
    })
    expect(done).toMatchObject({ reason: 'finished', steps: 400, tokensSeen: 400 * 16 * 24 })
    const rows = events.filter((event) => event.event === 'pretrain-evaluation')
    expect(rows.map(({ step }) => step)).toEqual(Array.from({ length: 8 }, (_, i) => 50 * (i + 1)))
    // What frequencies alone give is known after fifty steps; the rest is what stands around.
    expect(rows.at(-1)!.devLoss).toBeLessThan(0.8 * rows[0]!.devLoss)
    expect(rows.at(-1)!.accuracy).toBeGreaterThan(1.2 * rows[0]!.accuracy)
    const { pretrained, config } = openPretrained(join(out, 'model'))
    expect(pretrained).toBe(true)
    expect(config).toMatchObject({ hidden_size: 32, num_hidden_layers: 2, vocab_size: 29 })
  })

  test('tells its corpus and its plan before it starts', async () => {
    const { events } = await tinyPretrain(tinyCorpus())
    // How the corpus gets on is told where that takes a while, which depends on the machine.
    const told = events.filter(({ event }) => event !== 'corpus-progress')
    const kinds = [...new Set(told.map(({ event }) => event))]
    expect(kinds.slice(0, 2)).toEqual(['corpus', 'pretrain-plan'])
    const [corpus, plan] = told as unknown as [Record<string, number>, Record<string, unknown>]
    // 60 documents of 6 sentences of 5 characters, each with a [SEP].
    expect(corpus).toMatchObject({ documents: 60, characters: 1800, unknown: 0 })
    expect(corpus.tokens! + corpus.devTokens!).toBe(1860)
    // A tenth, and the copies of what is held out: these texts repeat after twelve documents.
    expect([1, 2].map((kinds) => (kinds / 12) * 1860)).toContain(corpus.devTokens)
    expect(plan).toMatchObject({ steps: 20, stepsDone: 0, tokensPerStep: 96, warmupSteps: 1, decaySteps: 10 })
  })

  test('interrupted often and resumed, it ends with the same bits', async () => {
    const settings = { dropout: 0.1 }
    const [whole, parts] = [tinyCorpus(), tinyCorpus()]
    await tinyPretrain(whole, { settings })
    expect((await tinyPretrain(parts, { settings }, stopAfter(3))).done.reason).toBe('interrupted')
    for (const more of [5, 1, 6]) {
      const { done } = await tinyPretrain(parts, { resume: true }, stopAfter(more))
      expect(done.reason).toBe('interrupted')
    }
    expect((await tinyPretrain(parts, { resume: true })).done).toMatchObject({
      reason: 'finished',
      steps: 20,
    })
    expect(contents(parts.out)).toEqual(contents(whole.out))
    expect(metricsIn(parts.out)).toBe(metricsIn(whole.out))
  })

  test.each(['wwm', 'mac'])('masks by %s, too, and resumes to the same bits', async (masking) => {
    const [whole, parts] = [tinyCorpus(), tinyCorpus()]
    await tinyPretrain(whole, { settings: { masking } })
    await tinyPretrain(parts, { settings: { masking } }, stopAfter(7))
    await tinyPretrain(parts, { resume: true })
    expect(contents(parts.out)).toEqual(contents(whole.out))
  })

  test('is the same twice, and another with another seed', async () => {
    const [first, second, other] = [tinyCorpus(), tinyCorpus(), tinyCorpus()]
    await tinyPretrain(first)
    await tinyPretrain(second)
    await tinyPretrain(other, { settings: { seed: 7 } })
    expect(contents(first.out)).toEqual(contents(second.out))
    expect(contents(other.out)).not.toEqual(contents(first.out))
  })

  test('may be made longer while its rate stays: as if it had been that long', async () => {
    const settings = { decay: 4, warmup: 2 }
    const [long, short] = [tinyCorpus(), tinyCorpus()]
    await tinyPretrain(long, { settings: { ...settings, steps: 24 } })
    await tinyPretrain(short, { settings }, stopAfter(10))
    // Interrupted once more, it remembers how far it was to go.
    await tinyPretrain(short, { resume: true, settings: { steps: 24 } }, stopAfter(4))
    await tinyPretrain(short, { resume: true })
    expect(contents(short.out)).toEqual(contents(long.out))
  })

  test('keeps the steps of its warmup, though they were a share', async () => {
    const corpus = tinyCorpus()
    const settings = { warmup: 0.2, decay: 0 }
    const { out } = await tinyPretrain(corpus, { settings: { ...settings, steps: 10 } }, stopAfter(3))
    const { events } = await tinyPretrain(corpus, { resume: true, settings: { steps: 100 } }, stopAfter(1))
    const plan = events.find((event) => event.event === 'pretrain-plan')
    expect(plan).toMatchObject({ steps: 100, warmupSteps: 2 })
    expect(readFileSync(join(out, 'config.yaml'), 'utf8')).toMatch(/warmup: 2\n/)
  })

  test('takes a vocabulary by any name, and not what stands beside it', async () => {
    const [named, other] = [tinyCorpus(), tinyCorpus()]
    const vocab = join(other.folder, 'my-words.txt')
    renameSync(other.vocab, vocab)
    writeFileSync(join(other.folder, 'tokenizer.json'), '{')
    const settings = { steps: 1 }
    await tinyPretrain(named, { settings })
    await tinyPretrain(other, { settings, vocab })
    expect(contents(other.out)).toEqual(contents(named.out))
  })

  test('goes on from weights, head included', async () => {
    const corpus = tinyCorpus()
    const { out } = await tinyPretrain(corpus, { settings: { steps: 120 } })
    const { events } = await tinyPretrain(corpus, {
      init: out,
      out: join(corpus.folder, 'on'),
      settings: { learningRate: 1e-6, evaluateEvery: 1, steps: 1 },
    })
    const plan = events.find((event) => event.event === 'pretrain-plan')
    expect(plan?.model).toMatchObject({ pretrained: true, initialised: [] })
    const row = events.find((event) => event.event === 'pretrain-evaluation')!
    const { devLoss } = JSON.parse(
      metricsIn(out).trim().split('\n').at(-1)!.replace(/,$/, '').replace(/,}$/, '}'),
    )
    expect(row.devLoss).toBeCloseTo(devLoss, 3)
  })
})

describe('weights without a head', () => {
  test('get a new one, and that is said', async () => {
    const corpus = tinyCorpus()
    const { out } = await tinyPretrain(corpus, { settings: { steps: 1 } })
    const path = join(out, 'model', 'model.safetensors')
    const file = openSafetensors(path)
    const tensors = [...file.tensors].map(([name, { shape }]) => {
      const data = new Float32Array(shape.reduce((size, side) => size * side, 1))
      file.readFloat32(name, data)
      return { name, shape, data }
    })
    file.close()
    const isHead = ({ name }: { name: string }) => name.startsWith('cls.')
    writeSafetensors(
      path,
      tensors.filter((tensor) => !isHead(tensor)),
      { format: 'pt' },
    )
    const from = { init: join(out, 'model'), settings: { steps: 1 } }
    const { events } = await tinyPretrain(corpus, { ...from, out: join(corpus.folder, 'on') })
    const plan = events.find((event) => event.event === 'pretrain-plan')!
    expect(plan.model.pretrained).toBe(true)
    const head = tensors.filter(isHead).map(({ name }) => name)
    expect([...plan.model.initialised].sort()).toEqual(head.sort())
    expect(head.length).toBeGreaterThan(3)
  })
})

describe('what is refused', () => {
  const refused = (change: Parameters<typeof tinyPretrain>[1], corpus = tinyCorpus()) =>
    expect(tinyPretrain(corpus, change)).rejects

  test('no texts, absent texts, unknown and impossible settings', async () => {
    await refused({ texts: [] }).toThrow('E_PRETRAIN_TEXTS')
    const corpus = tinyCorpus()
    await refused({ texts: [`${corpus.texts}x`] }, corpus).toThrow('E_CORPUS_ABSENT')
    expect(existsSync(corpus.out)).toBe(false)
    await refused({ settings: { maskShar: 0.2 } }).toThrow(/maskShar .*maskShare/)
    await refused({ settings: { maskShare: 0.9 } }).toThrow('E_SETTING_VALUE')
  })

  test('a start that is none, or two', async () => {
    const { texts, out } = tinyCorpus()
    await expect(pretrain({ texts: [texts], out })).rejects.toThrow('E_PRETRAIN_START')
    await refused({ vocab: 'nowhere.txt' }).toThrow('E_PRETRAIN_VOCAB')
    await refused({ init: 'hantune-mini', vocab: 'vocab.txt' }).toThrow('E_PRETRAIN_START_TWICE')
    const corpus = tinyCorpus()
    const lines = readFileSync(corpus.vocab, 'utf8').replace('[MASK]', '[MASQUE]')
    writeFileSync(corpus.vocab, lines)
    await refused({}, corpus).toThrow('E_PRETRAIN_MASK')
  })

  test('an architecture that is not the vocabulary’s, has what it lacks, or fits no memory', async () => {
    await refused({ model: { ...MODEL, vocab_size: 12 } }).toThrow(/E_PRETRAIN_VOCAB_SIZE.*12.*29/)
    await refused({ model: { ...MODEL, num_labels: 3 } }).toThrow(/E_PRETRAIN_MODEL_KEY.*num_labels/)
    const corpus = tinyCorpus()
    await refused({ model: { ...MODEL, hidden_size: 6_400_000 } }, corpus).toThrow(
      /E_PRETRAIN_MEMORY[\s\S]*--sequence-length/,
    )
    expect(existsSync(corpus.out)).toBe(false)
  })

  test('a window longer than the model reads', async () => {
    await refused({ settings: { sequenceLength: 33 } }).toThrow('E_PRETRAIN_WINDOW')
  })

  test('a folder that is taken, one that is no run, and texts that changed since', async () => {
    const corpus = tinyCorpus()
    await tinyPretrain(corpus, {}, stopAfter(2))
    await refused({}, corpus).toThrow('E_PRETRAIN_EXISTS')
    await refused({ resume: true, out: corpus.folder }, corpus).toThrow(/E_PRETRAIN_NOT_RUN.*no config\.yaml/)
    const nowhere = join(corpus.folder, 'nowhere')
    await refused({ resume: true, out: nowhere }, corpus).toThrow(/E_PRETRAIN_NOT_RUN.*no such folder/)
    writeFileSync(corpus.texts, '另一个语料\n', { flag: 'a' })
    await refused({ resume: true }, corpus).toThrow('E_CORPUS_CHANGED')
  })

  test('other steps once the rate has begun to fall, and fewer than are done', async () => {
    const corpus = tinyCorpus()
    // Of 20 steps the last 4 fall: the 17th is the last at the full rate.
    await tinyPretrain(corpus, { settings: { decay: 4 } }, stopAfter(17))
    await refused({ resume: true, settings: { steps: 16 } }, corpus).toThrow(/E_PRETRAIN_STEPS_DONE.*16.*17/)
    await tinyPretrain(corpus, { resume: true, settings: { steps: 21 } }, stopAfter(1))
    await tinyPretrain(corpus, { resume: true, settings: { steps: 21 } }, stopAfter(1))
    await refused({ resume: true, settings: { steps: 30 } }, corpus).toThrow(/E_PRETRAIN_FALLING.*18.*19/)
    await refused({ resume: true, settings: { decay: 10 } }, corpus).toThrow('E_PRETRAIN_FALLING')
    const { done } = await tinyPretrain(corpus, { resume: true, settings: { steps: 21 } })
    expect(done).toMatchObject({ reason: 'finished', steps: 21 })
    await refused({ resume: true, settings: { steps: 40 } }, corpus).toThrow('E_PRETRAIN_FALLING')
  })

  test('a corpus that is too small, and leaves nothing behind', async () => {
    const corpus = tinyCorpus(1)
    await refused({}, corpus).toThrow(/E_CORPUS_SMALL.*31/)
    expect(existsSync(corpus.out)).toBe(false)
    await refused({ out: join(corpus.folder, 'runs', 'a', 'b') }, corpus).toThrow('E_CORPUS_SMALL')
    expect(existsSync(join(corpus.folder, 'runs'))).toBe(false)
  })

  test('more than a window holds, and a warmup or fall longer than the run', async () => {
    await refused({ settings: { gist: 23 } }).toThrow(/E_PRETRAIN_GIST.*23.*22/)
    await refused({ settings: { warmup: 21 } }).toThrow(/E_PRETRAIN_SPAN.*warmup is 21.*20/)
    await refused({ settings: { decay: 30 } }).toThrow(/E_PRETRAIN_SPAN.*decay is 30.*20/)
  })

  test('a state that was changed', async () => {
    const corpus = tinyCorpus()
    const { out } = await tinyPretrain(corpus, {}, stopAfter(2))
    const path = join(out, 'model', 'pretraining.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"step": \d+/, '"step": 3'))
    await refused({ resume: true }, corpus).toThrow('E_PRETRAIN_STATE')
  })

  test('a state that is damaged, by its own name and with what helps here', async () => {
    const corpus = tinyCorpus()
    const { out } = await tinyPretrain(corpus, {}, stopAfter(2))
    const path = join(out, 'model', 'pretraining.safetensors')
    writeFileSync(path, readFileSync(path).subarray(0, -8))
    const found = await tinyPretrain(corpus, { resume: true }).catch((error: Error) => error.message)
    expect(found).toMatch(/E_PRETRAIN_STATE.*pretraining\.safetensors[\s\S]*--init/)
    expect(found).not.toMatch(/training\.safetensors is|--resume-from/)
  })
})
