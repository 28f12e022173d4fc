import { describe, expect, test } from 'vitest'
import { cls, filler, multi, ner, pair } from './_testing.case.ts'
import {
  type CheckData,
  type CheckOptions,
  checkData,
  type Finding,
  type RuleCode,
  renderFindings,
} from './index.ts'

const find = (data: CheckData, rule: RuleCode, options?: CheckOptions): readonly Finding[] =>
  checkData(data, options).findings.filter((finding) => finding.rule === rule)
const zh = (findings: readonly Finding[]) => findings.map(({ text }) => text.zh)

test('data without faults give no finding', () => {
  const { findings, counts } = checkData({ train: filler(['好', '坏']) })
  expect(findings).toEqual([])
  expect(counts).toEqual({ error: 0, warning: 0, hint: 0 })
})

test('no records, and records of two tasks, are refused', () => {
  expect(() => checkData({ train: [] })).toThrowError(/E_CHECK_EMPTY/)
  expect(() => checkData({ train: [cls('好', 'a')], dev: [ner('[北京|LOC]')] })).toThrowError(/E_CHECK_TASKS/)
})

test('leakage: between every two parts, records and distinct texts', () => {
  const train = [cls('很好', 'a'), cls('不好', 'b')]
  const test = [cls('很好', 'a'), cls('很好', 'b'), cls('新的', 'a')]
  const findings = find({ train, dev: [cls('不好', 'b')], test }, 'leakage')
  expect(findings.map(({ count, severity }) => [count, severity])).toEqual([
    [1, 'error'],
    [2, 'error'],
  ])
  expect(findings[1]!.text.en).toBe(
    '2 records of test (1 distinct texts) stand in train, too: scores on test will be too good',
  )
  expect(findings[1]!.records[1]).toMatchObject({
    part: 'test',
    index: 1,
    origin: test[1]!.origin,
    related: { part: 'train', index: 0, origin: train[0]!.origin },
  })
})

test('leakage: of pairs both texts count', () => {
  const train = [pair('甲', '乙', '1')]
  expect(find({ train, dev: [pair('甲', '丙', '1')] }, 'leakage')).toEqual([])
  expect(find({ train, dev: [pair('甲', '乙', '0')] }, 'leakage')).toHaveLength(1)
})

test('duplicates and conflicts are told apart', () => {
  const train = [cls('很好', 'a'), cls('很好', 'a'), cls('很好', 'b'), cls('很好', 'b')]
  expect(find({ train }, 'duplicate')[0]).toMatchObject({ count: 2, records: [{ index: 1 }, { index: 3 }] })
  const [conflict] = find({ train }, 'conflict')
  expect(conflict).toMatchObject({ count: 2, severity: 'error', records: [{ index: 2 }, { index: 3 }] })
  expect(conflict!.records[0]!.note!.zh).toBe('"b"，前面是 "a"')
})

test('the order of labels and entities makes no conflict', () => {
  expect(find({ train: [multi('很好', 'a', 'b'), multi('很好', 'b', 'a')] }, 'conflict')).toEqual([])
  const one = ner('[北京|LOC]的[张三|PER]')
  const train = [one, { ...one, entities: [...one.entities].reverse() }]
  expect(find({ train }, 'conflict')).toEqual([])
  expect(find({ train: [one, ner('[北京|LOC]的张三')] }, 'conflict')).toHaveLength(1)
})

test('near-duplicates in a part and across parts', () => {
  const base =
    '患者因反复胸闷气短三年加重一周入院既往有高血压病史十余年规律服用降压药物血压控制尚可否认糖尿病病史'
  const train = [cls(`${base}。`, 'a'), cls(`${base}！`, 'a')]
  const data = { train, test: [cls(`${base}，另`, 'a'), cls(`${base}。`, 'a')] }
  expect(find(data, 'near-duplicate')).toMatchObject([{ count: 1, records: [{ part: 'train', index: 1 }] }])
  // The equal text is leakage proper.
  expect(find(data, 'near-leakage')).toMatchObject([{ count: 1, records: [{ part: 'test', index: 0 }] }])
})

describe('labels', () => {
  test('rare and missing ones', () => {
    const train = [...filler(['a', 'b']), cls('只有一条的', 'c')]
    expect(zh(find({ train }, 'rare-label'))).toEqual(['1 种标签在 train 里不到 10 条，很难学会："c" 1'])
    const dev = [cls('验证一', 'a'), cls('验证二', 'd')]
    const missing = find({ train, dev }, 'label-missing')
    expect(missing.map(({ severity, count }) => [severity, count])).toEqual([
      ['error', 1],
      ['hint', 2],
    ])
    expect(missing[0]!.records[0]).toMatchObject({ part: 'dev', index: 1 })
  })

  test('form: width, case and blanks; the frequent form first', () => {
    const train = [
      ...filler(['LOC', 'A股 新闻']),
      cls('一', 'ＬＯＣ'),
      cls('二', 'loc'),
      cls('三', 'Ａ股新闻'),
    ]
    const findings = find({ train }, 'label-form')
    expect(zh(findings)).toEqual([
      '标签 "LOC" (12), "loc" (1), "ＬＯＣ" (1) 只有全半角、大小写或空格之分，却会被当成不同的标签',
      '标签 "A股 新闻" (12), "Ａ股新闻" (1) 只有全半角、大小写或空格之分，却会被当成不同的标签',
    ])
    expect(find({ train }, 'label-typo')).toEqual([])
  })

  test('typos: rare, close, not numbered, not systematic', () => {
    const names = ['ORGANIZATION', 'PER.NAM', 'LOC.NAM', 'step-1', '体育']
    const odd = ['ORGANISATION', 'ORGANIZATOIN', 'PER.NOM', 'LOC.NOM', 'step-2', '教育']
    const train = [...filler(names), ...odd.map((label, i) => cls(`另外的文本${i}`, label))]
    const found = find({ train }, 'label-typo').map(({ text }) => text.en.split('"')[1])
    expect(found.sort()).toEqual(['ORGANISATION', 'ORGANIZATOIN'])
  })

  test('typos of short names: exchanged neighbours only', () => {
    const train = [
      ...filler(['DRU', 'BOD', '发热']),
      ...['DUR', 'BOX', '热发'].map((label, i) => cls(`别的文本${i}`, label)),
    ]
    expect(find({ train }, 'label-typo').map(({ text }) => text.en.split('"')[1])).toEqual(['DUR'])
  })

  test('typos of short names: a letter more or less, a character that sounds alike, where they are rare', () => {
    const names = ['PER', 'LOC', '内科', '外科', '呼吸科']
    const odd = ['PERR', 'LOCC', 'PE', '内刻', '呼吸课', '骨科', 'PEX', '内斜', 'PRE']
    const many = [1, 2].flatMap((n) => filler(names).map(({ text, label }) => cls(`${text}${n}`, label)))
    const train = [...many, ...odd.map((label, i) => cls(`别的文本${i}`, label))]
    const found = () => find({ train }, 'label-typo').map(({ text }) => text.en.split('"')[1])
    expect(found().sort()).toEqual(['PE', 'PERR', 'PRE', 'LOCC', '内刻', '呼吸课'].sort())
    // As many as are meant so.
    for (let i = 0; i < 3; i++) train.push(cls(`再一条${i}`, 'PERR'), cls(`再一条${i}`, '内刻'))
    expect(found().sort()).toEqual(['PE', 'PRE', 'LOCC', '呼吸课'].sort())
  })

  test('one slip in several names is no system, where its character stands in rare names only', () => {
    const names = ['呼吸科', '神经内科', '男装', '男鞋', '女包']
    const odd = ['呼吸课', '神经内课', '女装', '女鞋']
    const train = [...filler(names), ...odd.map((label, i) => cls(`别的文本${i}`, label))]
    const found = () => find({ train }, 'label-typo').map(({ text }) => text.en.split('"')[1])
    expect(found().sort()).toEqual(['呼吸课', '神经内课'].sort())
    for (let i = 0; i < 3; i++) train.push(cls(`再一条${i}`, '语文课'), cls(`又一条${i}`, '语文课'))
    expect(found()).toEqual([])
  })

  test('imbalance of classes, and texts without entities', () => {
    const many = Array.from({ length: 40 }, (_, i) => cls(`文本${i}`, 'a'))
    expect(find({ train: [...many, cls('别的', 'b')] }, 'imbalance')).toMatchObject([{ count: 1 }])
    const empty = Array.from({ length: 19 }, (_, i) => ner(`没有${i}`))
    expect(find({ train: [...empty, ner('[北京|LOC]')] }, 'imbalance')).toMatchObject([{ count: 19 }])
  })
})

describe('entities', () => {
  test('boundaries with the proposal', () => {
    const train = [ner('在[北京，|LOC]和[ 上海|LOC]'), ner('[《红楼梦》|BOOK]'), ner('，[。|LOC]')]
    const [finding] = find({ train }, 'entity-boundary')
    expect(finding!.records.map(({ characters, note }) => [characters, note!.zh])).toEqual([
      [[1, 4], '"北京，" → "北京"'],
      [[5, 8], '" 上海" → "上海"'],
      [[1, 2], '"。" 里只有空格和标点'],
    ])
  })

  test('overlaps: nested, crossing and doubled', () => {
    const record = ner('北京大学在北京')
    const spans = (...all: [number, number, string][]) => ({
      ...record,
      entities: all.map(([start, end, label]) => ({ start, end, label })),
    })
    const train = [
      spans([0, 4, 'ORG'], [0, 2, 'LOC']),
      spans([0, 3, 'ORG'], [2, 5, 'LOC']),
      spans([0, 2, 'LOC'], [0, 2, 'LOC']),
      spans([0, 4, 'ORG'], [5, 7, 'LOC']),
    ]
    expect(find({ train }, 'overlap')[0]).toMatchObject({
      count: 3,
      severity: 'error',
      records: [{ index: 0 }, { index: 1 }, { index: 2 }],
    })
  })

  test('cut by a split: end of one record, beginning of the next, one file, one type', () => {
    const [a, b] = [ner('他在[北京|LOC]'), ner('[大学|LOC]读书')]
    expect(find({ train: [a, b] }, 'split-entity')).toMatchObject([
      { count: 1, records: [{ index: 0, characters: [2, 4], related: { index: 1 } }] },
    ])
    expect(find({ train: [a, ner('[大学|ORG]读书')] }, 'split-entity')).toEqual([])
    expect(find({ train: [a, { ...b, origin: { file: 'g', line: 1 } }] }, 'split-entity')).toEqual([])
    // A list of names is no sentence.
    expect(find({ train: [ner('[北京|LOC]'), ner('[上海|LOC]')] }, 'split-entity')).toEqual([])
  })

  test('surfaces: tagged here, not there; the fewer are listed', () => {
    const train = [
      ner('去[北京|LOC]'),
      ner('回[北京|LOC]'),
      ner('在北京'),
      ner('[北京大学|ORG]好'),
      ner('北京大学'),
    ]
    const findings = find({ train }, 'surface')
    expect(zh(findings)).toEqual(['"北京" 标为 LOC ×2，另有 1 处没有标'])
    expect(findings[0]!.records).toMatchObject([
      { index: 2, characters: [1, 3], note: { zh: '没有标' }, related: { index: 0 } },
    ])
  })

  test('surfaces: a word inside a word is another word', () => {
    const train = [ner('[IBM|ORG]好'), ner('[IBM|ORG]在'), ner('IBMers 说'), ner('7IBM')]
    expect(find({ train }, 'surface')).toEqual([])
    expect(find({ train: [...train, ner('用IBM的')] }, 'surface')).toHaveLength(1)
  })

  test('surfaces of several types', () => {
    const train = [ner('[小米|ORG]'), ner('买[小米|ORG]'), ner('吃[小米|FOOD]')]
    const findings = find({ train }, 'surface-types')
    expect(zh(findings)).toEqual(['"小米" 有不同的标签：ORG ×2, FOOD ×1'])
    expect(findings[0]!.records).toMatchObject([{ index: 2, note: { en: 'tagged as "FOOD"' } }])
  })
})

describe('texts', () => {
  test('invisible characters by kind', () => {
    const train = ['零\u200b宽', '控\u0007制', '私\ue000用', '坏\ufffd了', '断\ud800', '行\n和\t'].map((t) =>
      cls(t, 'a'),
    )
    const findings = find({ train }, 'invisible')
    expect(
      findings.map(({ count, records }) => [count, records[0]!.note!.en, records[0]!.characters]),
    ).toEqual([
      [1, 'U+200B', [1, 2]],
      [1, 'U+0007', [1, 2]],
      [1, 'U+E000', [1, 2]],
      [2, 'U+FFFD', [1, 2]],
    ])
    expect(find({ train: [cls('一家👨‍👩‍👧好', 'a')] }, 'invisible')).toEqual([])
    expect(find({ train: [pair('好', '零\u200b宽', 'a')] }, 'invisible')).toHaveLength(1)
  })

  test('window: characters, or tokens where they can be counted', () => {
    const train = [cls('字'.repeat(7), 'a'), cls('word '.repeat(3), 'a')]
    expect(find({ train }, 'window', { maxLength: 8 })).toMatchObject([{ count: 2, severity: 'warning' }])
    const tokenizer = { tokenize: (text: string) => new Array(text.trim().split(/ |(?<=字)/).length) }
    expect(find({ train }, 'window', { maxLength: 8, tokenizer })).toMatchObject([
      { count: 1, records: [{ index: 0 }] },
    ])
    expect(find({ train: [ner('字'.repeat(9))] }, 'window', { maxLength: 8 })[0]!.severity).toBe('hint')
  })

  test('one character', () => {
    const train = [cls('好', 'a'), cls(' 😀 ', 'a'), cls('很好', 'a')]
    expect(find({ train }, 'short-text')).toMatchObject([{ count: 2 }])
  })
})

test('what is listed is bounded, what is counted is not', () => {
  const train = Array.from({ length: 30 }, () => cls('一样', 'a'))
  const [finding] = find({ train }, 'duplicate', { listed: 5 })
  expect(finding).toMatchObject({ count: 29 })
  expect(finding!.records).toHaveLength(5)
})

test('a report is plain data, errors first', () => {
  const report = checkData({
    train: [cls('很好', 'a'), cls('很好', 'b'), cls('好', 'b')],
    test: [cls('很好', 'a')],
  })
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  const severities = report.findings.map(({ severity }) => severity)
  expect(severities).toEqual([...severities].sort((a, b) => 'ewh'.indexOf(a[0]!) - 'ewh'.indexOf(b[0]!)))
})

test('in short: a line a rule, the gravest first', () => {
  const train = [cls('很好', 'a'), cls('很好', 'b'), cls('好', 'b')]
  const report = checkData({ train, test: [cls('很好', 'a')], dev: [cls('很好', 'a')] })
  const lines = renderFindings(report, 2, 'zh').split('\n')
  expect(lines).toEqual([
    '  ✗ [leakage] dev 有 1 条（1 种不同文本）也在 train 里：dev 的成绩会虚高 … 同一规则另有 2 项',
    expect.stringMatching(/^ {2}✗ \[conflict\] /),
    expect.stringMatching(/^ {2}… 另有 \d 条规则有发现$/),
  ])
  expect(renderFindings(checkData({ train: filler(['a', 'b']) }))).toBe('')
})
