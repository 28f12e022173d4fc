import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { RandomStream } from '../base/random.ts'

const cwd = temporaryFolder()
const write = (name: string, content: string) => writeFileSync(join(cwd, name), content)
const read = (name: string) => readFileSync(join(cwd, name), 'utf8')

const characters = [...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏']
const random = new RandomStream(1, 'data-test')
const texts = Array.from({ length: 20 }, () => random.shuffle(characters).join(''))
const rows = Array.from({ length: 40 }, (_, i) => ({
  id: i,
  // Each odd record is the one before it with another mark at its end.
  text: `${texts[Math.floor(i / 2)]}${i % 2 === 0 ? '。' : '！'}`,
  label: i % 4 < 2 ? '好评' : '差评',
  patient: `p${Math.floor(i / 4)}`,
}))
write('reviews.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
const tokens = (text: string) => [...text].map((one, at) => `${one}\t${at === 0 ? 'B-名称' : 'O'}\n`).join('')
write('places.bio', rows.map(({ text }) => `${tokens(text)}\n`).join(''))

const data = (args: string, language: 'zh' | 'en' = 'en') =>
  hantune(['data', ...args.split(' ')], { cwd, language })

describe('data', () => {
  test('alone: its help, and a failure', async () => {
    const { code, stdout, stderr } = await hantune(['data'], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/Usage: hantune data <command>[\s\S]*split DATA[\s\S]*stats[\s\S]*sample DATA/)
  })

  test('help of the group and of a command, in both languages', async () => {
    const [help, zh, of] = await Promise.all([data('--help'), data('split --help', 'zh'), data('help split')])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(zh.stdout).toMatch(/用法： hantune data split DATA \[选项\][\s\S]*--group-by <FIELD>/)
    expect(of).toMatchObject({ code: 0, stdout: expect.stringContaining('hantune data split DATA') })
  })
})

describe('data split', () => {
  test('for people: shares, labels, what was kept together, files, the next command', async () => {
    const { code, stdout } = await data('split reviews.jsonl --group-by patient', 'zh')
    expect(code).toBe(0)
    for (const part of [
      /reviews\.jsonl：40 条，文本分类，格式 jsonl-class；随机种子 42/,
      /部分 +记录 +占比 +目标\n训练 +32 +80\.00% +80\.00%\n验证 +4 +10/,
      /含有该标签的记录 +全部 +训练 +验证 +测试\n好评 +20 +16 +2 +2/,
      /相同的文本：20 组共 40 条/,
      /按 patient 分组：10 组不止一条，共 40 条，最大一组 4 条/,
      /train reviews-split\/train.jsonl --dev reviews-split\/dev.jsonl --test reviews-split\/test.jsonl/,
    ])
      expect(stdout).toMatch(part)
    const parts = ['train', 'dev', 'test'].map((name) => jsonLines(read(`reviews-split/${name}.jsonl`)))
    expect(parts.map(({ length }) => length)).toEqual([32, 4, 4])
    expect(parts.flat().sort((a, b) => Number(a.id) - Number(b.id))).toEqual(rows)
    const patients = parts.map((part) => new Set(part.map(({ patient }) => patient)).size)
    expect(patients).toEqual([8, 1, 1])
  })

  test('--json: one event; the same seed gives the same files, another seed others', async () => {
    const [a, b, c] = await Promise.all([
      data('split places.bio --ratio 3:1 --seed 1 --out a --json'),
      data('split places.bio --ratio 3:1 --seed 1 --out b --json'),
      data('split places.bio --ratio 3:1 --seed 2 --out c --json'),
    ])
    expect([a.code, b.code, c.code]).toEqual([0, 0, 0])
    expect(jsonLines(a.stdout)).toEqual([
      expect.objectContaining({
        event: 'split',
        task: 'ner',
        format: 'bio',
        files: { train: 'a/train.bio', dev: 'a/dev.bio' },
        records: 40,
        seed: 1,
        near: 0.9,
        labels: [{ label: '名称', records: 40, byPart: [30, 10] }],
        kept: expect.objectContaining({ equalTexts: { groups: 20, records: 40, largest: 2 } }),
      }),
    ])
    expect(read('b/train.bio')).toBe(read('a/train.bio'))
    expect(read('c/train.bio')).not.toBe(read('a/train.bio'))
    expect(JSON.parse(read('a/split.json'))).toMatchObject({ source: 'places.bio', seed: 1, ratio: [3, 1] })
  })
})

test('the command that is told next reads the parts as the source was read', async () => {
  const lines = texts.map((text, i) => `${text},${['甲|乙', '乙', '甲', '丙|甲'][i % 4]}`)
  write('multi.csv', ['text,label', ...lines, ''].join('\n'))
  const { code, stdout } = await data('split multi.csv --label-separator | --ratio 3:1 --out multi')
  expect(code).toBe(0)
  expect(stdout).toMatch(/train multi\/train\.csv --dev multi\/dev\.csv --label-separator '\|'\n$/)
  const spans = texts.map((text) => ({ text: `😀${text}`, entities: [[1, 3, '名称']] }))
  write('array.json', JSON.stringify(spans))
  // What is no copy of lines is written anew, with offsets as everywhere.
  const array = await data('split array.json --offsets codepoint --out array')
  expect(array.stdout).toMatch(
    /train array\/train\.jsonl --dev array\/dev\.jsonl --test array\/test\.jsonl\n$/,
  )
})

const REFUSED: readonly (readonly [args: string, code: string, says: string])[] = [
  ['splt x', 'E_CLI_COMMAND', '"splt" (≈ split)'],
  ['split reviews.jsonl --rato 8:1:1', 'E_CLI_OPTION', '"--rato" (≈ --ratio)'],
  ['split', 'E_CLI_ARGUMENT_MISSING', 'DATA'],
  ['split reviews.jsonl --ratio 80%', 'E_CLI_VALUE', '8:1:1'],
  ['split reviews.jsonl --ratio 0:1:1', 'E_DATA_RATIO', '0:1:1'],
  ['split reviews.jsonl --near much', 'E_CLI_VALUE', '--near'],
  ['split reviews.jsonl --near 90', 'E_DATA_NEAR', '90'],
  ['split reviews.jsonl --out --near', 'E_CLI_OPTION_VALUE_MISSING', '--out <FOLDER>'],
  ['split reviews.jsonl --group-by doctor --out d', 'E_DATA_GROUP_MISSING', 'records have none'],
  ['split reviews.jsonl --out .', 'E_DATA_OUT_FULL', '--overwrite'],
  ['split reviews.jsonl --out places.bio --overwrite', 'E_DATA_OUT_FILE', 'folder'],
  ['split none.jsonl', 'E_DATA_NOT_FOUND', 'none.jsonl'],
  ['stats none.jsonl', 'E_DATA_NOT_FOUND', 'none.jsonl'],
  ['stats', 'E_CLI_ARGUMENT_MISSING', 'DATA'],
  ['sample reviews.jsonl -n 0', 'E_CLI_VALUE', '--count'],
  ['sample reviews.jsonl --label 好平', 'E_CLI_VALUE', '≈ 好评'],
  ['sample reviews.jsonl --out places.bio', 'E_CLI_FILE_EXISTS', 'places.bio'],
  ['sample reviews.jsonl --overwrite', 'E_CLI_OPTION_MISSING', '--out'],
  ['augment places.bio --augment join --overwrite', 'E_CLI_OPTION_MISSING', '--out'],
  ['convert reviews.jsonl --out x.bio', 'E_CLI_OPTION_MISSING', '--to'],
  ['convert reviews.jsonl --to bio', 'E_CLI_OPTION_MISSING', '--out'],
  ['convert reviews.jsonl --to boi --out x.bio', 'E_CLI_VALUE', '≈ bio'],
  ['convert reviews.jsonl --to bio --out x.bio', 'E_WRITE_TASK', 'cls'],
  ['convert places.bio --to jsonl --out reviews.jsonl', 'E_CLI_FILE_EXISTS', 'reviews.jsonl'],
  ['convert places.bio --to jsonl --out places.bio --overwrite', 'E_CHECK_OUT_SOURCE', 'places.bio'],
  ['convert places.bio --to brat --out reviews.jsonl --overwrite', 'E_CHECK_OUT_FILE', 'folder'],
  ['convert places.bio --to jsonl --out .. --overwrite', 'E_CHECK_OUT_FOLDER', 'data.jsonl'],
  ['sample places.bio --out places.bio --overwrite', 'E_CHECK_OUT_SOURCE', 'places.bio'],
  ['augment places.bio --augment join --model hfl/rbt3', 'E_CLI_MLM_MODEL', '--augment mlm'],
  ['augment places.bio --augment join --out places.bio --overwrite', 'E_CHECK_OUT_SOURCE', 'places.bio'],
]

test.each(REFUSED)('hantune data %s: %s', async (args, code, says) => {
  const result = await data(`${args} --json`)
  expect(result.code).toBe(2)
  expect(result.stderr).toMatch(new RegExp(`\\[${code}\\] .+\\n {2}How to fix: .+\\n$`))
  expect(result.stderr).toContain(says)
  const events = jsonLines(result.stdout).filter(({ event }) => event !== 'notes')
  expect(events).toMatchObject([{ event: 'error', code }])
  expect(existsSync(join(cwd, 'x.bio'))).toBe(false)
})

test('data stats: for people and for scripts, a file each', async () => {
  const [zh, json] = await Promise.all([
    data('stats reviews.jsonl', 'zh'),
    data('stats reviews.jsonl places.bio --json'),
  ])
  expect(zh.stdout).toMatch(/40 条，文本分类[\s\S]*不同的文本 40 条[\s\S]*最短 25[\s\S]*差评 +20 +50\.00%/)
  expect(jsonLines(json.stdout)).toMatchObject([
    { event: 'notes', file: 'reviews.jsonl', notes: [{ code: 'ignoredFields', count: 1 }] },
    { event: 'stats', file: 'reviews.jsonl', records: 40, labels: [{ count: 20, share: 0.5 }, {}] },
    { event: 'stats', file: 'places.bio', task: 'ner', labels: [{ label: '名称', count: 40, share: 1 }] },
  ])
})

describe('data sample', () => {
  test('shows records with their lines, the same for a seed', async () => {
    const [once, again, other] = await Promise.all([
      data('sample places.bio -n 3'),
      data('sample places.bio -n 3'),
      data('sample places.bio -n 3 --seed 7'),
    ])
    expect(once.stdout.split('\n').filter(Boolean)).toHaveLength(3)
    expect(once.stdout).toMatch(/^line \d+ {2}\[.\|名称\]/)
    expect(again.stdout).toBe(once.stdout)
    expect(other.stdout).not.toBe(once.stdout)
  })

  test('of a label, as a file or as events; no more than there are', async () => {
    const [file, events] = await Promise.all([
      data('sample reviews.jsonl -n 5 --label 差评 --out sample.jsonl'),
      data('sample reviews.jsonl -n 100 --label 差评 --json'),
    ])
    expect(file).toMatchObject({ code: 0, stdout: '5 of 40 records are in sample.jsonl\n' })
    const lines = jsonLines(read('sample.jsonl'))
    expect(lines).toHaveLength(5)
    expect(lines.every(({ label }) => label === '差评')).toBe(true)
    expect(jsonLines(events.stdout)).toHaveLength(20)
  })
})

test('data convert: to another format and back, nothing changed', async () => {
  const there = await data('convert places.bio --to jsonl --out places.jsonl')
  expect(there).toMatchObject({ code: 0, stderr: '' })
  const back = await data('convert places.jsonl --to bio --out again.bio --json')
  expect(jsonLines(back.stdout)).toMatchObject([
    { event: 'converted', from: 'jsonl-spans', to: 'bio', records: 40 },
  ])
  expect(read('again.bio')).toBe(read('places.bio'))
})

test('data convert and sample: other fields stay, in a table nested ones as JSON', async () => {
  const more = { ward: '内科', bed: 3, tags: ['急', 'b"c'] }
  write('more.jsonl', rows.map((row) => `${JSON.stringify({ ...row, ...more, category: 'x' })}\n`).join(''))
  const [csv, sample, bio] = await Promise.all([
    data('convert more.jsonl --to csv --out more.csv'),
    data('sample more.jsonl -n 40 --out some.jsonl'),
    data('convert more.jsonl --to csv --out by.csv --group-by patient'),
  ])
  for (const { code, stderr } of [csv, sample, bio])
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/not used: category\n$/),
    })
  expect(read('more.csv').split('\n').slice(0, 2)).toEqual([
    'id,text,label,patient,ward,bed,tags',
    `0,${rows[0]!.text},好评,p0,内科,3,"[""急"",""b\\""c""]"`,
  ])
  expect(read('by.csv').split('\n')[0]).toBe('id,text,label,patient,ward,bed,tags')
  expect(jsonLines(read('some.jsonl'))).toEqual(rows.map((row) => ({ ...row, id: String(row.id), ...more })))
})

test('data convert: documents of brat never join others; what is no document stays', async () => {
  write('two.jsonl', '{"text":"北京","entities":[]}\n{"text":"上海","entities":[]}\n')
  write('one.jsonl', '{"text":"天津","entities":[]}\n')
  const two = await data('convert two.jsonl --to brat --out brat')
  expect(two).toMatchObject({ code: 0, stderr: '' })
  write('brat/annotation.conf', '[entities]\n')
  const again = await data('convert two.jsonl --to brat --out brat --overwrite')
  expect(again).toMatchObject({ code: 0, stderr: '' })
  const one = await data('convert one.jsonl --to brat --out brat --overwrite')
  expect(one).toMatchObject({ code: 2, stderr: expect.stringMatching(/E_CLI_FOLDER_MIXED.*record-2/) })
  const names = ['annotation.conf', ...[1, 2].flatMap((at) => [`record-${at}.ann`, `record-${at}.txt`])]
  expect(readdirSync(join(cwd, 'brat')).sort()).toEqual(names)
  expect(read('brat/record-1.txt')).toBe('北京')
})

describe('augment', () => {
  const lines = ['张三在北京', '李四在上海', '王五在广州', '赵六在深圳'].map((text) =>
    JSON.stringify({
      text,
      entities: [
        [0, 2, 'PER'],
        [3, 5, 'LOC'],
      ],
    }),
  )
  writeFileSync(join(cwd, 'people.jsonl'), `${lines.join('\n')}\n`)

  test('new records name their sources and method, and are the same again', async () => {
    const args = 'augment people.jsonl --augment entities --augment join --seed 3'
    const { stdout, code } = await data(`${args} --json`)
    expect(code).toBe(0)
    const events = jsonLines(stdout)
    const made = events.filter(({ event }) => event === 'record')
    expect(made.length).toBeGreaterThan(1)
    for (const { origin, text, entities } of made as unknown as AnyMade[]) {
      expect(origin.id).toMatch(/^\d(\+\d)?~(entities|join)$/)
      expect(lines.join()).not.toContain(`"${text}"`)
      for (const { start, end } of entities) expect(text.slice(start, end)).toHaveLength(2)
    }
    expect(events.at(-1)).toMatchObject({
      event: 'augment',
      before: 4,
      added: { entities: expect.any(Number) },
    })
    const again = await data(`${args} --out new.jsonl`)
    expect(again.stdout).toMatch(/made 4 records out of 4 \(.*entities \d.*\n.*new\.jsonl/)
    expect(jsonLines(readFileSync(join(cwd, 'new.jsonl'), 'utf8')).map(({ id }) => id)).toEqual(
      (made as unknown as AnyMade[]).map(({ origin }) => origin.id),
    )
    expect((await data(`${args} --out new.jsonl`)).stderr).toContain('E_CLI_FILE_EXISTS')
  })

  test('a method is needed, and must be known', async () => {
    expect((await data('augment people.jsonl')).stderr).toMatch(/E_CLI_OPTION_MISSING.*--augment/)
    expect((await data('augment people.jsonl --augment entitys')).stderr).toMatch(/E_CLI_VALUE.*entities/s)
  })
})

interface AnyMade {
  readonly text: string
  readonly entities: readonly { readonly start: number; readonly end: number }[]
  readonly origin: { readonly id: string }
}

test('--skip-empty: check, convert, split and stats go on, and say how many were left out', async () => {
  const rows = [
    'text,label',
    ...Array.from({ length: 12 }, (_, at) => `第${at}条,${at % 2 ? '好' : '坏'}`),
    ' ,好',
  ]
  writeFileSync(join(cwd, 'empty.csv'), `${rows.join('\n')}\n`)
  const said = /left out 1 record whose text is empty/
  for (const command of [
    'check empty.csv',
    'convert empty.csv --to jsonl --out full.jsonl',
    'split empty.csv --ratio 8:1:1 --out empty-parts',
    'stats empty.csv',
  ]) {
    expect(Object.values(await data(command)).join()).toMatch(/E_DATA_EMPTY_TEXT[\s\S]*--skip-empty/)
    expect((await data(`${command} --skip-empty`)).stderr).toMatch(said)
  }
  expect(readFileSync(join(cwd, 'full.jsonl'), 'utf8').trim().split('\n')).toHaveLength(12)
})
