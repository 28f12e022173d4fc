import { defineErrors } from '../base/errors.ts'

/** Everything that can be wrong with a tokenizer's files. */
export const fail = defineErrors({
  E_TOKENIZER_MISSING: {
    zh: {
      what: '目录里没有分词器：既没有 tokenizer.json，也没有 vocab.txt',
      fix: '把模型原来的 tokenizer.json 或 vocab.txt 放进这个目录',
    },
    en: {
      what: 'the folder holds no tokenizer: neither tokenizer.json nor vocab.txt',
      fix: "put the model's own tokenizer.json or vocab.txt into this folder",
    },
  },
  E_TOKENIZER_FAST: {
    zh: {
      what: '目录里没有 tokenizer.json，而 tokenizer_config.json 说分词器写在那里（{found}）',
      fix: '把这个模型的 tokenizer.json 放回来；是导出的模型，就重新导出',
    },
    en: {
      what: 'there is no tokenizer.json, and tokenizer_config.json says that the tokenizer stands there ({found})',
      fix: "put the model's tokenizer.json back; of an exported model, export it again",
    },
  },
  E_TOKENIZER_READ: {
    zh: { what: '读不了文件：{reason}', fix: '检查文件是否完整、是否有读取权限、是否为 UTF-8 编码' },
    en: {
      what: 'cannot read the file: {reason}',
      fix: 'check that it is whole, that you may read it, and that it is UTF-8',
    },
  },
  E_TOKENIZER_JSON: {
    zh: { what: '不是合法的 JSON：{reason}', fix: '重新下载这个文件；是导出的模型，就重新导出' },
    en: {
      what: 'not valid JSON: {reason}',
      fix: 'download the file again; of an exported model, export it again',
    },
  },
  E_TOKENIZER_FIELD: {
    zh: { what: '{field} 应为 {expected}，实际是 {found}', fix: '改正这个字段，或重新下载这个文件' },
    en: {
      what: '{field} must be {expected}; received: {found}',
      fix: 'mend the field, or download the file again',
    },
  },
  E_TOKENIZER_KIND: {
    zh: {
      what: '不支持这种分词器：{field} 是 {found}，这里只支持 {expected}',
      fix: '换用 BERT WordPiece 分词器的模型（如 bert-base-chinese、MacBERT、chinese-roberta-wwm）',
    },
    en: {
      what: 'a tokenizer of another kind: {field} is {found}; only {expected} is supported',
      fix: 'choose a model with a BERT WordPiece tokenizer (bert-base-chinese, MacBERT, chinese-roberta-wwm, …)',
    },
  },
  E_TOKENIZER_PIECE: {
    zh: {
      what: '词表的第 {id} 项 {piece} 不能用：为空，或含有空格、制表符、换行、残缺的代理对',
      fix: 'vocab.txt 每行只写一个词，不带空格、编号和空行；若文件损坏请重新下载',
    },
    en: {
      what: 'entry {id} of the vocabulary, {piece}, is of no use: empty, or with a space, tab, line break or lone surrogate',
      fix: 'vocab.txt holds one piece a line, without spaces, numbers or empty lines; if damaged, download it again',
    },
  },
  E_TOKENIZER_DUPLICATE: {
    zh: {
      what: '词表里 {piece} 重复：编号 {first} 与 {second}',
      fix: '删行会让后面的编号全部错位，请换回模型原来的词表',
    },
    en: {
      what: 'the vocabulary holds {piece} twice, as {first} and as {second}',
      fix: "removing a line would shift every later id: restore the model's own vocabulary",
    },
  },
  E_TOKENIZER_HOLE: {
    zh: {
      what: '编号应从 0 连续到 {last}，但 {piece} 的编号是 {id}，编号 {missing} 没有对应的词',
      fix: '换回模型原来的词表',
    },
    en: {
      what: 'ids must run from 0 to {last}, but {piece} has id {id} and nothing has id {missing}',
      fix: "restore the model's own vocabulary",
    },
  },
  E_TOKENIZER_SPECIAL: {
    zh: {
      what: '词表里没有特殊标记 {piece}（{role}）',
      fix: '换回模型原来的词表；若标记另有名称，在 tokenizer_config.json 里写明 {role}_token',
    },
    en: {
      what: 'the vocabulary has no {piece}, the {role} token',
      fix: "restore the model's own vocabulary, or name the token as {role}_token in tokenizer_config.json",
    },
  },
  E_TOKENIZER_ADDED: {
    zh: {
      what: '附加标记 {piece} 的编号是 {id}，应为 {expected}',
      fix: '附加标记若已在词表里，编号要与词表相同；否则从词表末尾起依次编号，不能重复',
    },
    en: {
      what: 'the added token {piece} has id {id}; it must be {expected}',
      fix: 'an added token takes its id from the vocabulary, or the next free one after it; none may stand twice',
    },
  },
  E_TOKENIZER_DISAGREE: {
    zh: {
      what: '{field}：{first} 里是 {left}，{second} 里是 {right}',
      fix: '两个文件要一致：保留训练该模型时用的那个，改正或删去另一个',
    },
    en: {
      what: '{field} is {left} in {first} but {right} in {second}',
      fix: 'the files must agree: keep the one the model was trained with, mend or remove the other',
    },
  },
  E_TOKENIZER_ID: {
    zh: { what: '没有编号为 {id} 的词：词表有 {size} 项', fix: '检查编号是否来自同一个分词器' },
    en: {
      what: 'no piece has the id {id}: the vocabulary holds {size}',
      fix: 'check that the id comes from this tokenizer',
    },
  },
})

/** A piece or value as it stands in a message: quoted, with invisible characters made visible. */
export function shown(value: unknown): string {
  if (value === undefined) return 'undefined'
  const text = JSON.stringify(value).replace(/[\p{C}\p{Z}]/gu, (char) =>
    char === ' ' ? char : `\\u{${char.codePointAt(0)!.toString(16)}}`,
  )
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
