import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { tsvLines, writeTiny } from '../../test/support/tiny.ts'

const cwd = temporaryFolder()
const { bio, model } = writeTiny(cwd)
const write = (name: string, lines: readonly string[]): string => {
  writeFileSync(join(cwd, name), `${lines.join('\n')}\n`)
  return name
}
const check = (args: string, language: 'zh' | 'en' = 'en') =>
  hantune(['data', 'check', ...args.split(' '), '--model', model], { cwd, language })
const clean = write('clean.tsv', tsvLines().split('\n'))
const dirty = write('dirty.tsv', [
  ...tsvLines().split('\n'),
  '很好用\t差评',
  '很好用\t好评',
  '不行\t 差评',
  '坏\u200b了\t差评',
])

mkdirSync(join(cwd, 'folder'))

describe('data check', () => {
  test('data without errors: exit code 0, findings for people', async () => {
    const { code, stdout } = await check(clean, 'zh')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^train：24 条，2 种标签\n/)
    expect(stdout).not.toContain('✗')
  })

  test('errors: exit code 1, --json gives every finding with its places', async () => {
    const { code, stdout, stderr } = await check(`${dirty} --test ${clean} --json`)
    expect(code).toBe(1)
    const events = jsonLines(stdout)
    expect(events.map(({ event }) => event).filter((event) => event !== 'finding')).toEqual([
      'data',
      'notes',
      'data',
      'check',
      'error',
    ])
    const rules = events.filter(({ event }) => event === 'finding').map(({ rule }) => rule)
    expect(rules).toEqual(expect.arrayContaining(['leakage', 'conflict', 'duplicate', 'invisible']))
    expect(events.find(({ rule }) => rule === 'conflict')).toMatchObject({
      severity: 'error',
      records: [{ part: 'train', index: 24, origin: { file: dirty, line: 25 } }],
    })
    expect(events.at(-1)).toMatchObject({ code: 'E_CHECK_FINDINGS' })
    expect(stderr).toContain('[conflict]')
  })

  test('--fix writes a new file and a log, --html a page; the source stays', async () => {
    const before = readFileSync(join(cwd, dirty))
    const { stdout } = await check(`${dirty} --fix --out mended.jsonl --html page.html`)
    expect(stdout).toContain('27 records are in mended.jsonl; 2 changes, see mended.jsonl.changes.jsonl')
    expect(stdout).toContain('what reading changed or left out (1 in all, as noted above) is in')
    expect(jsonLines(readFileSync(join(cwd, 'mended.jsonl.changes.jsonl'), 'utf8'))).toMatchObject([
      { file: dirty, rule: 'reading', kind: 'trimmedLabels', count: 1, text: expect.any(String) },
      { file: dirty, line: 26, rule: 'duplicate', after: null },
      { file: dirty, line: 28, rule: 'invisible', before: '坏\u200b了', after: '坏了' },
    ])
    expect(jsonLines(readFileSync(join(cwd, 'mended.jsonl'), 'utf8'))).toHaveLength(27)
    expect(readFileSync(join(cwd, 'page.html'), 'utf8')).toMatch(/^<!DOCTYPE html>/)
    expect(readFileSync(join(cwd, dirty))).toEqual(before)
    // The page is one of ours, and may be replaced.
    expect((await check(`${clean} --html page.html`)).code).toBe(0)
    // A second time there is something in the way.
    expect((await check(`${dirty} --fix --out mended.jsonl`)).stderr).toMatch(
      /E_CHECK_OUT_EXISTS.*\n.*--overwrite/,
    )
    writeFileSync(join(cwd, 'mended.jsonl'), '')
    const again = await check(`${dirty} --fix --out mended.jsonl --overwrite`)
    expect(again.stdout).toContain('27 records are in mended.jsonl')
    expect(jsonLines(readFileSync(join(cwd, 'mended.jsonl'), 'utf8'))).toHaveLength(27)
    expect(readFileSync(join(cwd, dirty))).toEqual(before)
  })

  test('--fix logs what reading changed or left out, record by record', async () => {
    const illegal = write('illegal.txt', [...'在 O|北 B-LOC|京 I-LOC||李 B-PER|四 I-LOC|。 O'.split('|')])
    const { stdout } = await check(`${illegal} --repair-tags --fix --out repaired.jsonl`)
    expect(stdout).toContain('0 changes')
    expect(stdout).toContain('(1 in all, as noted above)')
    expect(jsonLines(readFileSync(join(cwd, 'repaired.jsonl.changes.jsonl'), 'utf8'))).toMatchObject([
      { rule: 'reading', kind: 'repairedTags', count: 1 },
      {
        file: illegal,
        line: 6,
        rule: 'reading',
        kind: 'repairedTags',
        before: '四 I-LOC',
        after: { text: '李四。', entities: [{ label: 'PER' }, { start: 1, end: 2, label: 'LOC' }] },
        reason: expect.stringContaining('I-LOC'),
      },
    ])
  })

  test('records that cannot be read are findings; --fix leaves them out and logs each', async () => {
    const row = (i: number, text = '北京') =>
      JSON.stringify({
        id: `r${i}`,
        text: `${i}在北京${i % 3}`,
        entities: [{ start: 2, end: 4, label: 'LOC', text }],
      })
    const lines = [1, 2, 3, 4, 5, 6].map((i) => row(i))
    const bad = write('offsets.jsonl', [...lines, row(7, '上海'), '{"text": "断了', row(8, '京')])
    const { code, stdout } = await check(`${bad} --json`)
    expect(code).toBe(1)
    const events = jsonLines(stdout)
    expect(events.filter(({ rule }) => rule === 'faulty-record')).toMatchObject([
      { count: 1, text: { en: expect.stringContaining('E_DATA_JSON') }, records: [{ origin: { line: 8 } }] },
      {
        severity: 'error',
        count: 2,
        text: { en: expect.stringContaining('E_DATA_SPAN_TEXT') },
        records: [
          { part: 'train', origin: { file: bad, line: 7, id: 'r7' }, characters: [2, 4], note: {} },
          { origin: { line: 9, id: 'r8' } },
        ],
      },
    ])
    expect(events.find(({ event }) => event === 'data')).toMatchObject({ records: 6 })
    const fixed = await check(`${bad} --fix --out sound.jsonl --html bad.html`)
    expect(fixed).toMatchObject({ code: 0, stderr: expect.stringContaining('3 records that cannot be read') })
    expect(jsonLines(readFileSync(join(cwd, 'sound.jsonl'), 'utf8')).map(({ id }) => id)).toEqual(
      [1, 2, 3, 4, 5, 6].map((i) => `r${i}`),
    )
    expect(jsonLines(readFileSync(join(cwd, 'sound.jsonl.changes.jsonl'), 'utf8'))).toMatchObject(
      [row(7, '上海'), '{"text": "断了', row(8, '京')].map((before, i) => ({
        file: bad,
        line: 7 + i,
        rule: 'reading',
        kind: 'faulty-record',
        before,
        after: null,
        reason: expect.any(String),
      })),
    )
    expect(readFileSync(join(cwd, 'bad.html'), 'utf8')).toContain('faulty-record')
    // A dev file with such records keeps its error.
    const left = await check(`sound.jsonl --dev ${bad} --fix --out again.jsonl`)
    expect(left.stderr).toContain('E_CHECK_FINDINGS_LEFT')
  })

  test('so they are in arrays, columns of tags and brat', async () => {
    const tasks = ['北京', '', '上海'].map((text, id) => ({
      id,
      data: { text },
      annotations: [{ result: [{ type: 'labels', value: { start: 0, end: 2, text, labels: ['LOC'] } }] }],
    }))
    const array = write('studio.json', [JSON.stringify(tasks)])
    const tags = write('faulty.txt', ['北 B-LOC', '京 I-LOC', '', '在 O', '三 I-PER', '', '海 B-LOC'])
    const documents = join(cwd, 'documents')
    mkdirSync(documents)
    for (const [name, text] of Object.entries({ a: '北京', b: '北都' })) {
      writeFileSync(join(documents, `${name}.txt`), `${text}\n大\n`)
      writeFileSync(join(documents, `${name}.ann`), 'T1\tLOC 0 2\t北京\n')
    }
    for (const [path, texts, code, place] of [
      [array, ['北京', '上海'], 'E_DATA_EMPTY_TEXT', `${array}:1, element 2, record "1"`],
      [tags, ['北京', '海'], 'E_DATA_TAG_ORDER', `${tags}:5`],
      ['documents', ['北京', '大'], 'E_DATA_SPAN_TEXT', `${join('documents', 'b.ann')}:1`],
    ] as const) {
      const { stdout } = await check(`${path} --fix --out mended-${path}.jsonl`)
      expect(stdout).toContain(code)
      expect(stdout).toContain(place)
      const mended = (name: string) =>
        jsonLines(readFileSync(join(cwd, `mended-${path}.jsonl${name}`), 'utf8'))
      expect(mended('').map(({ text }) => text)).toEqual(texts)
      expect(mended('.changes.jsonl').filter(({ kind }) => kind === 'faulty-record')).toHaveLength(1)
    }
  })

  test('--fix keeps other fields; findings do not repeat them', async () => {
    const rows = [0, 1, 2, 3].map((i) => ({
      text: `很好${i % 3}`,
      label: i % 2 ? 'a' : 'b',
      ward: [`w${i}`],
    }))
    writeFileSync(join(cwd, 'wards.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    const { stdout } = await check('wards.jsonl --fix --out wards-mended.jsonl --json')
    expect(stdout).toContain('"conflict"')
    expect(stdout).not.toContain('w0')
    expect(jsonLines(readFileSync(join(cwd, 'wards-mended.jsonl'), 'utf8'))).toEqual(rows)
  })

  test('--fix: errors that are all mended are no failure, those that are left are', async () => {
    const forms = write('forms.tsv', [...tsvLines().split('\n'), '真好用啊\t好 评'])
    expect(await check(forms)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('E_CHECK_FINDINGS]'),
    })
    expect(await check(`${forms} --fix --out forms.jsonl`)).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(join(cwd, 'forms.jsonl'), 'utf8')).not.toContain('好 评')
    expect((await check('forms.jsonl')).code).toBe(0)
    expect(await check(`${dirty} --fix --out left.jsonl`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('[E_CHECK_FINDINGS_LEFT] 1 error left after mending'),
    })
  })

  test('dev data are read as the task of train, or as the one that --task names', async () => {
    const rows = (...labels: string[][]) =>
      labels.map((own, i) => JSON.stringify({ text: `${labels.length}的文本${i}`, labels: own }))
    const train = write('multi-train.jsonl', rows(['a'], ['b'], ['a', 'b'], ['a', 'b']))
    // Each of its lists has one label, by chance.
    const dev = write('multi-dev.jsonl', rows(['a'], ['b']))
    const together = await check(`${train} --dev ${dev} --json`)
    const tasks = (stdout: string) =>
      jsonLines(stdout).flatMap(({ event, task }) => (event === 'data' ? [task] : []))
    expect([together.code, tasks(together.stdout)]).toEqual([0, ['multi', 'multi']])
    expect(tasks((await check(`${dev} --dev ${train} --task multi --json`)).stdout)).toEqual([
      'multi',
      'multi',
    ])
    expect((await check(`${dev} --task ner`)).stderr).toContain('E_DATA_TASK')
    expect((await check(`${dev} --task mutli`)).stderr).toContain('≈ multi')
  })

  test('--fix that leaves nothing is a failure', async () => {
    const args = `${clean} --dev ${clean} --fix --fix-leakage --out nothing.jsonl`
    expect(await check(args)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('E_CHECK_FINDINGS_ALL'),
    })
  })

  test('--html never replaces a file that is no page of ours', async () => {
    const mine = write('mine.html', ['<!DOCTYPE html>', '<p>notes</p>'])
    const { code, stderr } = await check(`${clean} --html ${mine}`)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/E_PAGE_FOREIGN\] mine\.html/),
    })
    expect(readFileSync(join(cwd, mine), 'utf8')).toBe('<!DOCTYPE html>\n<p>notes</p>\n')
  })

  test.each([
    ['--fix', 'E_CHECK_FIX_OPTIONS'],
    ['--out x.jsonl', 'E_CHECK_FIX_OPTIONS'],
    ['--fix-leakage', 'E_CHECK_FIX_OPTIONS'],
    [`--fix --out ${dirty}`, 'E_CHECK_OUT_SOURCE'],
    [`--html ./${dirty}`, 'give --html another name'],
    ['--fix --out x.jsonl --html ./x.jsonl', 'E_CHECK_OUT_TWICE'],
    ['--fix --out folder --overwrite', 'E_CHECK_OUT_FOLDER'],
    ['--html folder', '--html names a file'],
    ['--folds 1', 'E_CLI_VALUE'],
    ['--folds x', '2, 3, 4 …'],
  ])('%s is refused', async (options, code) => {
    const result = await check(`${dirty} ${options}`)
    expect([result.code, result.stderr.includes(code)]).toEqual([2, true])
    expect(existsSync(join(cwd, 'x.jsonl'))).toBe(false)
  })

  test('--folds lists what models doubt, with their opinion', async () => {
    // Forty sentences with a place each, and one whose place was forgotten.
    const forgotten = [...'明天从北京回来'].map((character) => `${character} O`)
    const wrong = write('wrong.bio', [readFileSync(bio, 'utf8'), ...forgotten])
    const { code, stdout } = await check(
      `${wrong} --folds 2 --epochs 30 --batch-size 8 --lr 0.01 --threads 1 --json`,
    )
    expect(code).toBe(0)
    const events = jsonLines(stdout)
    expect(events.filter(({ event }) => event === 'fold').length).toBeGreaterThan(0)
    const [finding] = events.filter(({ rule }) => rule === 'suspicious')
    const { records } = finding as { records: { index: number; note: { en: string } }[] }
    const ours = records.find(({ index }) => index === 40)
    expect(ours?.note.en).toMatch(/^not annotated, the model finds "北京" LOC \(0\.\d{3}\)$/)
  })

  test('--folds that cannot be trained: the record is named, and what the rules found is told', async () => {
    const rows = [...'甲乙丙丁'].map((text, i) => ({ id: `r${i}`, text, entities: [[0, 1, 'X']] }))
    const overlapping = {
      id: 'r9',
      text: '北京市',
      entities: [
        [0, 2, 'X'],
        [1, 3, 'X'],
      ],
    }
    const file = write('overlapping.jsonl', ['', ...[...rows, overlapping].map((row) => JSON.stringify(row))])
    const result = await check(`${file} --folds 2 --epochs 1 --threads 1 --json --html folds.html`)
    expect(result.code).toBe(2)
    const events = jsonLines(result.stdout)
    expect(events.filter(({ event }) => event === 'finding').map(({ rule }) => rule)).toContain('overlap')
    expect(events.at(-1)).toMatchObject({
      code: 'E_TASK_OVERLAP',
      place: { file, line: 6, record: 'r9' },
    })
    expect(existsSync(join(cwd, 'folds.html'))).toBe(true)
  })
})
