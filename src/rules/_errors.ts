import { defineErrors } from '../base/errors.ts'

/** Errors of files of rules. Each names the file and, where there is one, the line. */
export const fail = defineErrors({
  E_RULES_NOT_FOUND: {
    zh: { what: '找不到这个词典文件', fix: '检查路径是否写对；相对路径从当前目录 {folder} 算起' },
    en: { what: 'no such file of rules', fix: 'check the path; relative paths start from {folder}' },
  },
  E_RULES_READ: {
    zh: { what: '读不了词典文件：{reason}', fix: '检查 --lexicon 后面的路径和权限；文件用 UTF-8 编码' },
    en: { what: 'the lexicon cannot be read: {reason}', fix: 'check its path and permissions; it is UTF-8' },
  },
  E_RULES_GBK: {
    zh: {
      what: '词典文件不是合法的 UTF-8，看起来是 GBK / GB18030 编码',
      fix: '先转换编码：iconv -f GB18030 -t UTF-8 原文件 > 新文件；或在 Excel 里另存为“CSV UTF-8”',
    },
    en: {
      what: 'the lexicon is not valid UTF-8; it looks like GBK / GB18030',
      fix: 'convert it first: iconv -f GB18030 -t UTF-8 OLD > NEW; or save it in Excel as “CSV UTF-8”',
    },
  },
  E_RULES_BINARY: {
    zh: {
      what: '词典文件不是纯文本，而是 {kind}',
      fix: '表格请在 Excel 或 WPS 里另存为“CSV UTF-8”：第一列是词，第二列是类型',
    },
    en: {
      what: 'the lexicon is no plain text but {kind}',
      fix: 'save a spreadsheet as “CSV UTF-8”, with the word in the first column and the type in the second',
    },
  },
  E_RULES_HEADER: {
    zh: {
      what: '第一行 {row} 像是表头，但第二列 {type} 不是认得的列名，也不是别的行的类型',
      fix: '是表头就把第二列改名为“类型”或“type”；不是就把这一行移到后面',
    },
    en: {
      what: 'the first row {row} looks like a header, but {type} is neither a known name of a column nor the type of another row',
      fix: 'if it is a header, call its second column “type”; if not, move the row further down',
    },
  },
  E_RULES_EMPTY: {
    zh: { what: '词典里一条规则也没有', fix: '每行写“词 TAB 类型”，例如 糖尿病 TAB DIS' },
    en: { what: 'the lexicon holds no rule', fix: 'write “word TAB type” a line, such as 糖尿病 TAB DIS' },
  },
  E_RULES_SYNTAX: {
    zh: { what: '文件写法不对：{reason}', fix: '{format}' },
    en: { what: 'this is not how the file is written: {reason}', fix: '{format}' },
  },
  E_RULES_LINE: {
    zh: { what: '这一行不是“词 TAB 类型 [TAB 动作]”：{line}', fix: '用制表符隔开；注释行以 # 开头' },
    en: {
      what: 'the line is no “word TAB type [TAB action]”: {line}',
      fix: 'separate by TAB; begin comments with #',
    },
  },
  E_RULES_WORD: {
    zh: {
      what: '这个词不可用：{word}',
      fix: '词不能为空，首尾没有空格，不含换行和 NUL，最长 {limit} 个字符',
    },
    en: {
      what: 'this word cannot be used: {word}',
      fix: 'a word is not empty, has no outer blanks, no line end and no NUL, and {limit} characters at most',
    },
  },
  E_RULES_TYPE: {
    zh: { what: '这个类型不可用：{label}', fix: '写实体类型，例如 DIS；只有 forbid 可以写 *，指所有类型' },
    en: {
      what: 'this type cannot be used: {label}',
      fix: 'name a type such as DIS; * (any) goes with forbid only',
    },
  },
  E_RULES_ACTION: {
    zh: { what: '没有动作 {action}', fix: '写 force（认作实体）或 forbid（不认作实体），不写就是 force' },
    en: {
      what: 'there is no action {action}',
      fix: 'write force (an entity) or forbid (none); left out it is force',
    },
  },
  E_RULES_KEY: {
    zh: { what: '规则里没有名为 {name} 的项{near}', fix: '可用的项：{known}' },
    en: { what: 'a rule has no entry named {name}{near}', fix: 'the entries are: {known}' },
  },
  E_RULES_PATTERN: {
    zh: {
      what: '正则表达式 {pattern} 不可用：{reason}',
      fix: '按 RE2 的写法；不支持前后断言和反向引用，上下文可写在 (?<entity>…) 之外',
    },
    en: {
      what: 'the regular expression {pattern} cannot be used: {reason}',
      fix: 'write it as for RE2, without lookaround and backreferences; context may stand around (?<entity>…)',
    },
  },
  E_RULES_PATTERN_EMPTY: {
    zh: {
      what: '正则表达式 {pattern} 会匹配空串，也就是在任何位置都能匹配',
      fix: '让它至少匹配一个字符：例如把 * 写成 +，把 a?b? 写成 a?b',
    },
    en: {
      what: 'the regular expression {pattern} matches the empty text, and so at every place',
      fix: 'let it match one character at least: write + for *, or a?b for a?b?',
    },
  },
  E_RULES_FLAGS: {
    zh: { what: '标志 {flags} 不可用', fix: '可用 i（不分大小写）、s（. 含换行）、m（^ $ 按行），每个一次' },
    en: {
      what: 'the flags {flags} cannot be used',
      fix: 'i (case), s (. takes line ends) and m (^ $ by lines), each once',
    },
  },
  E_RULES_CONFLICT: {
    zh: {
      what: '{rule} 在这里是 {now}，在第 {line} 行是 {before}（这样的冲突共 {count} 处）',
      fix: '一个词只留一种类型和动作；随上下文变化的词应交给模型，不要写进词典',
    },
    en: {
      what: '{rule} is {now} here and {before} in line {line} ({count} conflict(s) in all)',
      fix: 'keep one type and action for each; leave words that depend on their context to the model',
    },
  },
})
