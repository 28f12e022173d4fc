import { defineErrors } from '../../base/errors.ts'

export const failParts = defineErrors({
  E_DATA_RATIO: {
    zh: {
      what: '比例 {ratio} 不能用',
      fix: '写训练、验证、测试的比例，例如 8:1:1 或 9:1；训练要大于 0，其余至少有一份大于 0',
    },
    en: {
      what: 'the ratio {ratio} cannot be used',
      fix: 'give the parts of train, dev and test, such as 8:1:1 or 9:1; train is above 0, and one of the others at least',
    },
  },
  E_DATA_PART_EMPTY: {
    zh: {
      what: '{records} 条记录（{units} 份不能再拆）分不出 {part}：每个类别在训练集里至少要留一份',
      fix: '增加数据，或改变比例；若近似重复太多，提高 --near 的阈值；若分组太少，换一个更细的分组字段',
    },
    en: {
      what: 'nothing is left for {part} among {records} records ({units} pieces that cannot be parted): train must keep one piece of every label',
      fix: 'add records or change the ratio; with many near-duplicates raise the threshold of --near; with few groups take a finer field',
    },
  },
  E_DATA_GROUP_MISSING: {
    zh: {
      what: '这条记录没有分组字段“{field}”的值（这样的记录共 {count} 条）',
      fix: '补上这个字段，或改正 --group-by 的字段名；分组取自 JSONL 的字段或带表头的表格的列；brat、BIO 等没有字段，如果目录里每个文件是一组（如每个病人一个文件），用 --group-by @file',
    },
    en: {
      what: 'this record has no value in the field "{field}" that groups are taken from ({count} record(s) have none)',
      fix: 'add it, or mend the name given to --group-by; groups come from fields of JSONL and from columns of tables with a header; brat and column files have no fields: where each file of a folder is a group (say a patient), give --group-by @file',
    },
  },
  E_DATA_OUT_FULL: {
    zh: { what: '这里已经有内容', fix: '换一个 --out，或加 --overwrite 替换同名文件' },
    en: {
      what: 'there is something already',
      fix: 'give another --out, or add --overwrite to replace files of the same name',
    },
  },
  E_DATA_OUT_FILE: {
    zh: { what: '这是一个文件，--out 要的是目录', fix: '换一个 --out：各部分写成目录里的文件' },
    en: {
      what: 'this is a file, and --out names a folder',
      fix: 'give another --out: the parts become files in a folder',
    },
  },
  E_DATA_OUT_SOURCE: {
    zh: { what: '这样会覆盖原始数据', fix: '换一个 --out' },
    en: { what: 'this would overwrite the data themselves', fix: 'give another --out' },
  },
})
