import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type CliResult, hantune, jsonLines } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { TINY_SETTINGS, writeTiny } from '../../test/support/tiny.ts'

const cwd = temporaryFolder()
const { bio, tsv, model } = writeTiny(cwd)
const { epochs, batchSize, learningRate } = TINY_SETTINGS
const settings = `--epochs ${epochs} --batch-size ${batchSize} --lr ${learningRate} --threads 1 --patience 0`
const train = (data: string, more: string, language: 'zh' | 'en' = 'en') => {
  const args = ['train', data, '--dev', data, '--model', model, ...settings.split(' '), ...more.split(' ')]
  return hantune(args, { cwd, language })
}

let ner: CliResult
let cls: CliResult
beforeAll(async () => {
  ;[ner, cls] = await Promise.all([
    train(bio, '--out runs/ner --test places.bio --json'),
    train(tsv, '--out runs/cls --seed 7', 'zh'),
  ])
})

describe('train', () => {
  test('--json: events in order on stdout, people’s text on stderr', () => {
    expect(ner.code).toBe(0)
    const events = jsonLines(ner.stdout)
    const kinds = events.map(({ event }) => event)
    expect(kinds.filter((kind) => kind !== 'progress')).toEqual([
      ...['data', 'data', 'data', 'check', 'weights', 'plan'],
      ...new Array<string>(epochs).fill('evaluation'),
      'done',
    ])
    expect(events[0]).toMatchObject({ role: 'train', format: 'bio', task: 'ner', records: 40 })
    expect(events.at(-1)).toMatchObject({
      folder: 'runs/ner',
      best: { metric: 'f1', value: expect.any(Number) },
      test: [{ name: 'ner', report: { f1: expect.any(Number) } }],
    })
    expect(ner.stderr).toContain('model is in runs/ner/best')
  })

  test('for people: format and reason, plan, a row an epoch, table, next commands', () => {
    expect(cls).toMatchObject({ code: 0, stderr: '' })
    for (const part of [
      /训练数据 .*reviews.tsv：24 条，文本分类，格式 tsv\n {2}依据：/,
      /权重是随机的/,
      /标签 2 种：好评 12, 差评 12/,
      /最多约用 .+，内存约 \d+ MB/,
      /第 12 轮：训练损失 \d\.\d{4}，验证 准确率 \d/,
      /类别 +精确率 +召回率 +F1 +文本数/,
      /node .*dist\/cli\/main.js predict runs\/cls "一段文本"\n {2}node .*main.js evaluate runs\/cls .*reviews.tsv/,
    ])
      expect(cls.stdout).toMatch(part)
  })

  test('the run folder holds what is promised', () => {
    expect(readdirSync(join(cwd, 'runs/ner')).sort()).toEqual([
      'best',
      'config.yaml',
      'last',
      'metrics.jsonl',
      'tensorboard',
    ])
    for (const name of ['best', 'last']) {
      const files = readdirSync(join(cwd, 'runs/ner', name))
      expect(files).toEqual(expect.arrayContaining(['config.json', 'model.safetensors', 'hantune.json']))
    }
    const rows = jsonLines(readFileSync(join(cwd, 'runs/ner/metrics.jsonl'), 'utf8'))
    expect(rows.at(-1)).toMatchObject({ event: 'done' })
  })

  test('the same seed gives the same bytes, another seed others; the default folder is named after the data', async () => {
    const short = ['--epochs', '2', '--threads', '1', '--model', model, '--batch-size', '8']
    const run = (...more: string[]) => hantune(['train', bio, ...short, ...more], { cwd })
    const results = await Promise.all([run(), run('--out', 'runs/b'), run('--out', 'runs/c', '--seed', '43')])
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0])
    const [a, b, c] = ['places', 'b', 'c'].map((name) => {
      const bytes = readFileSync(join(cwd, 'runs', name, 'last/model.safetensors'))
      return createHash('sha256').update(bytes).digest('hex')
    })
    expect(a).toBe(b)
    expect(a).not.toBe(c)
  })

  test('bad data: the file and the line, nothing left behind', async () => {
    writeFileSync(join(cwd, 'bad.bio'), '我 O\n在 O\n北 B-LOC\n京 I-LOC\n工作\n')
    const { code, stderr, stdout } = await hantune(['train', 'bad.bio', '--json'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^\[E_DATA_\w+\] bad\.bio:5/)
    expect(jsonLines(stdout)).toMatchObject([{ event: 'error', place: { file: 'bad.bio', line: 5 } }])
    expect(existsSync(join(cwd, 'runs/bad'))).toBe(false)
  })
})

describe('predict', () => {
  const entity = (text: string, start: number) => ({
    label: 'LOC',
    text,
    start,
    end: start + 2,
    score: expect.any(Number),
  })

  test('texts of the command line: a line each, offsets in UTF-16 code units, scores of four digits', async () => {
    const texts = ['我在北京工作', '😀明天到苏州开会']
    const { code, stdout, stderr } = await hantune(['predict', 'runs/ner', ...texts], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = jsonLines(stdout)
    expect(lines).toEqual([
      { text: texts[0], entities: [entity('北京', 2)] },
      { text: texts[1], entities: [entity('苏州', 5)] },
    ])
    const [{ score }] = lines[0]!.entities as [{ score: number }]
    expect(score * 1e4).toBeCloseTo(Math.round(score * 1e4), 6)
  })

  test('a file of JSON lines keeps its ids; a pipe of plain lines; classes', async () => {
    writeFileSync(join(cwd, 'in.jsonl'), '{"id": "a7", "text": "非常满意"}\n{"id": "a8", "text": "太差了"}\n')
    const [file, pipe] = await Promise.all([
      hantune(['predict', 'runs/cls', '--input', 'in.jsonl'], { cwd }),
      hantune(['predict', 'runs/cls/best', '--threads', '1'], { cwd, stdin: '质量糟糕\n\n很好用\n' }),
    ])
    const score = expect.any(Number)
    expect(jsonLines(file!.stdout)).toEqual([
      { id: 'a7', text: '非常满意', label: '好评', score },
      { id: 'a8', text: '太差了', label: '差评', score },
    ])
    expect(jsonLines(pipe!.stdout)).toEqual([
      { text: '质量糟糕', label: '差评', score },
      { text: '很好用', label: '好评', score },
    ])
    expect(pipe!.stderr).toMatch(/<stdin>: skipped 1 blank lines/)
  })

  test('faults in a pipe are placed in <stdin>', async () => {
    const stdin = '{"text": "好"}\n{"text": 3}\n'
    const { code, stderr } = await hantune(['predict', 'runs/cls'], { cwd, stdin })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^\[E_DATA_\w+\] <stdin>:2/)
  })

  test('a model whose weights were changed is refused', async () => {
    await train(tsv, '--out runs/broken --epochs 1')
    const path = join(cwd, 'runs/broken/best/model.safetensors')
    const bytes = readFileSync(path)
    bytes.fill(0x3f, bytes.length - 4000)
    writeFileSync(path, bytes)
    const { code, stderr } = await hantune(['predict', 'runs/broken', '好'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(/E_RUN_SAMPLES/)
  })
})

describe('evaluate', () => {
  test('--json: one object with the scores of entities', async () => {
    const { code, stdout } = await hantune(['evaluate', 'runs/ner', bio, '--json'], { cwd })
    expect(code).toBe(0)
    const [scores, ...rest] = jsonLines(stdout)
    expect(rest).toEqual([])
    const ratios = { precision: expect.any(Number), recall: expect.any(Number), f1: expect.closeTo(1, 1) }
    expect(scores).toMatchObject({
      ...ratios,
      micro: ratios,
      macro: ratios,
      perType: { LOC: ratios },
      task: 'ner',
    })
  })

  test('classes as an object, and as a table in Chinese', async () => {
    const [json, table] = await Promise.all([
      hantune(['evaluate', 'runs/cls', tsv, '--json'], { cwd }),
      hantune(['evaluate', 'runs/cls', tsv], { cwd, language: 'zh' }),
    ])
    const perClass = { 好评: { support: 12 }, 差评: { support: 12 } }
    const number = expect.any(Number)
    expect(jsonLines(json!.stdout)).toMatchObject([
      { accuracy: 1, macroF1: number, microF1: number, perClass },
    ])
    expect(table!.stdout).toMatch(/准确率 100\.00%（24\/24）/)
  })

  test('a file with broken tags is refused, or repaired where that is asked for', async () => {
    writeFileSync(join(cwd, 'broken.bio'), '我 O\n在 O\n北 I-LOC\n京 I-LOC\n工 O\n作 O\n')
    const args = ['evaluate', 'runs/ner', 'broken.bio', '--json']
    const refused = await hantune(args, { cwd })
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/broken\.bio:3:3.*\n.*--repair-tags/),
    })
    const repaired = await hantune([...args, '--repair-tags'], { cwd })
    expect(repaired).toMatchObject({ code: 0, stderr: expect.stringMatching(/repaired 1 illegal/) })
    expect(jsonLines(repaired.stdout)).toMatchObject([{ event: 'notes' }, { support: 1, f1: 1 }])
  })

  test('intervals, errors, calibration, slices and another run, with a page', async () => {
    const flags = `--html report.html --against runs/ner --train ${bio} --calibrate ${bio} --bootstrap 20`
    const args = ['evaluate', 'runs/ner', bio, ...flags.split(' ')]
    const [json, text] = [await hantune([...args, '--json'], { cwd }), await hantune(args, { cwd })]
    expect(json).toMatchObject({ code: 0 })
    expect(jsonLines(json.stdout)).toMatchObject([
      {
        html: 'report.html',
        evaluation: {
          intervals: { resamples: 20, micro: { f1: { low: expect.any(Number) } } },
          errors: { counts: { correct: expect.any(Number) } },
          calibration: { of: 'entities', scaled: { temperature: expect.any(Number) } },
          slices: expect.arrayContaining([expect.objectContaining({ by: 'entity', name: 'known' })]),
          comparison: { microF1: { difference: 0, p: 1 } },
        },
      },
    ])
    expect(text.stdout).toMatch(/Against runs\/ner\/best[\s\S]*Kinds of errors[\s\S]*page is in report\.html/)
    expect(readFileSync(join(cwd, 'report.html'), 'utf8')).toMatch(/^<!DOCTYPE html>/)
  })

  test('--slice-by: scores by fields of the records', async () => {
    const lines = readFileSync(tsv, 'utf8').trim().split('\n')
    const rows = lines.map((line, at) => `${line}\t${at % 2 ? '门诊' : '住院'}\t${at % 3}\n`)
    writeFileSync(join(cwd, 'wards.tsv'), `text\tlabel\tward\tdoctor\n${rows.join('')}`)
    const args = ['evaluate', 'runs/cls', 'wards.tsv', '--html', 'wards.html', '--slice-by']
    const text = await hantune([...args, 'ward', '--slice-by', 'doctor'], { cwd })
    expect(text).toMatchObject({ code: 0 })
    expect(text.stdout).toMatch(/field "ward": 门诊 +12 +12 /)
    expect(text.stdout).toMatch(/field "doctor": 2 +8 +8 /)
    expect(readFileSync(join(cwd, 'wards.html'), 'utf8')).toContain('门诊')
    const json = await hantune([...args, 'ward', '--json'], { cwd })
    const slice = expect.objectContaining({ by: 'field', field: 'ward', name: '住院', records: 12 })
    const evaluation = { slices: expect.arrayContaining([slice]) }
    expect(jsonLines(json.stdout)).toMatchObject([{ event: 'notes' }, { evaluation }])
    expect(await hantune([...args, 'wrad'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/E_DATA_FIELD_UNKNOWN.*wrad.*≈ ward/),
    })
  })

  test('--save-thresholds is refused where nothing is chosen, or nothing to choose for', async () => {
    const of = (...flags: string[]) => hantune(['evaluate', 'runs/ner', bio, ...flags], { cwd })
    const refused = (code: string) => ({ code: 2, stderr: expect.stringContaining(code) })
    expect(await of('--save-thresholds', 'each')).toMatchObject(refused('E_CLI_SAVE_THRESHOLDS'))
    const given = ['--threshold', '0.3', '--calibrate', bio]
    expect(await of('--save-thresholds', 'one', ...given)).toMatchObject(refused('E_CLI_SAVE_GIVEN'))
    expect(await of('--save-thresholds', 'hlaf')).toMatchObject(refused('E_CLI_VALUE'))
    expect(await of('--save-thresholds', 'half')).toMatchObject(refused('E_CLI_THRESHOLD_TASK'))
  })

  test('--learning-curve trains on parts of the data and foresees', async () => {
    const args = ['evaluate', 'runs/ner', bio, '--learning-curve', '--seeds', '1']
    // What the option mends stands in the training file alone, so that it must reach the reading of that.
    const illegal = readFileSync(bio, 'utf8').replace(' B-LOC', ' I-LOC')
    writeFileSync(join(cwd, 'illegal.bio'), illegal)
    const flags = ['--train', 'illegal.bio', '--repair-tags', '--json']
    const { code, stdout, stderr } = await hantune([...args, ...flags], { cwd })
    expect(stderr).toMatch(/illegal\.bio: repaired 1 illegal[\s\S]*holds the training data/)
    expect(code).toBe(0)
    const error = [expect.any(Number)]
    expect(jsonLines(stdout)).toMatchObject([
      { event: 'notes', file: 'illegal.bio', notes: [{ code: 'repairedTags', count: 1 }] },
      {
        event: 'learning-curve',
        figure: 'f1',
        points: [5, 10, 20, 40].map((records) => ({ records, errors: error })),
        curve: { records: 40, atTwice: expect.any(Number) },
      },
    ])
    // As if it had been interrupted before the last training: the others are not repeated.
    const path = join(cwd, 'runs/ner/learning-curve.json')
    const kept = JSON.parse(readFileSync(path, 'utf8'))
    expect(kept.measured.map(({ records }: { records: number }) => records)).toEqual([5, 10, 20, 40])
    writeFileSync(path, JSON.stringify({ ...kept, measured: kept.measured.slice(0, 3) }))
    const again = await hantune([...args, ...flags], { cwd })
    expect(again).toMatchObject({ code: 0, stdout })
    expect(again.stderr).toMatch(/goes on from the 3 trainings measured in runs.ner.learning-curve\.json/)
    expect(again.stderr).not.toMatch(/training [123] of 4/)
  })

  test.each([
    [`--html ${bio}`, 'E_CHECK_OUT_SOURCE'],
    ['--html runs/ner/config.yaml', 'E_PAGE_FOREIGN'],
    ['--learning-curve --seeds 1', /E_CLI_CURVE_TRAIN.*\n.*--train/],
    ['--bootstrap 1', 'E_CLI_VALUE.*--bootstrap'],
    [`--learning-curve --train ${bio} --html x.html`, 'E_CLI_CURVE_ALONE.*--html'],
    [`--learning-curve --train ${bio} --against runs/ner`, 'E_CLI_CURVE_ALONE.*--against'],
  ])('%s is refused, and writes nothing', async (flags, code) => {
    const before = readFileSync(bio, 'utf8')
    const result = await hantune(['evaluate', 'runs/ner', bio, ...flags.split(' ')], { cwd })
    expect(result).toMatchObject({ code: 2, stderr: expect.stringMatching(code) })
    expect(readFileSync(bio, 'utf8')).toBe(before)
    expect(existsSync(join(cwd, 'x.html'))).toBe(false)
  })

  test('data of the other task is refused', async () => {
    const result = await hantune(['evaluate', 'runs/cls', bio], { cwd })
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('E_DATA_TASK') })
  })
})
