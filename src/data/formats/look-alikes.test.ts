import { expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset } from '../index.ts'

const { file } = testFolder()
const record = { text: '张三在', entities: [[0, 2, 'PER']] }
const json = JSON.stringify(record)
const pretty = JSON.stringify(record, null, 1)

test.each([
  ['a comment before JSON', `// 说明\n[${json}]\n`, 'E_DATA_JSON_COMMENT'],
  ['objects over several lines', `${pretty}\n${pretty}\n`, 'E_DATA_JSON_PRETTY'],
  ['one object over several lines', pretty, 'E_DATA_JSON_PRETTY'],
  ['records in a field', `{"data": [${json}, ${json}]}`, 'E_DATA_JSON_WRAPPED'],
  [
    'the same over several lines',
    JSON.stringify({ version: 1, items: [record] }, null, 2),
    'E_DATA_JSON_WRAPPED',
  ],
  ['a line that is no JSON', '{"text":"张三在","entities":[[0,NaN,"PER"]]}\n', 'E_DATA_JSON'],
  ['fastText', '__label__内科 心慌 胸闷\n__label__外科 腹痛\n', 'E_DATA_FASTTEXT'],
  ['tags in lower case', '张 b-per\n三 i-per\n在 o\n\n李 b-per\n四 i-per\n', 'E_DATA_TAG_CASE'],
  ['texts alone', '患者咳嗽\n头晕三天\n', 'E_DATA_UNLABELLED'],
  [
    'English texts that end in a hyphened word',
    'this is my b-side\nnone of it\nnothing\n',
    'E_DATA_UNLABELLED',
  ],
])('%s', (_, content, code) => {
  expect(errorOf(() => readDataset(file(content))).code).toBe(code)
})
