import { defineErrors } from '../base/errors.ts'

const AGAIN_ZH = '文件不完整或已损坏：下载的文件请重新下载；自己训练或保存的，请从备份恢复，或重新生成'
const AGAIN_EN =
  'the file is incomplete or damaged: download it again; a file of your own training or saving: restore it from a copy, or make it again'
const TOOL_ZH = '文件不符合 safetensors 规范，请用官方 safetensors 库重新保存'
const TOOL_EN = 'the file breaks the safetensors format; save it again with the official safetensors library'
const WRITE_ZH = '核对要保存的张量'
const WRITE_EN = 'check the tensors to be saved'
const INDEX_ZH = '重新下载整个模型目录，保证索引与各分片配套'
const INDEX_EN = 'download the whole model folder again, so that index and shards belong together'

export const fail = defineErrors({
  E_SAFETENSORS_TRUNCATED: {
    zh: { what: '文件不完整：应有 {expected} 字节，实际只有 {actual} 字节', fix: AGAIN_ZH },
    en: { what: 'the file is cut: {expected} bytes expected, {actual} found', fix: AGAIN_EN },
  },
  E_SAFETENSORS_SURPLUS: {
    zh: { what: '数据结束之后还多出 {surplus} 字节', fix: AGAIN_ZH },
    en: { what: '{surplus} surplus bytes follow the data', fix: AGAIN_EN },
  },
  E_SAFETENSORS_HEADER_SIZE: {
    zh: {
      what: '文件头声称长 {length} 字节，超过 {limit} 字节的上限',
      fix: '这多半不是 safetensors 文件，请检查文件格式',
    },
    en: {
      what: 'the header claims {length} bytes, above the limit of {limit}',
      fix: 'this is most likely no safetensors file; check its format',
    },
  },
  E_SAFETENSORS_HEADER: {
    zh: { what: '文件头不是合法的 JSON 对象：{reason}', fix: AGAIN_ZH },
    en: { what: 'the header is no valid JSON object: {reason}', fix: AGAIN_EN },
  },
  E_SAFETENSORS_DUPLICATE: {
    zh: { what: '{key} 出现了两次', fix: TOOL_ZH },
    en: { what: '{key} stands twice', fix: TOOL_EN },
  },
  E_SAFETENSORS_METADATA: {
    zh: { what: '__metadata__ 必须是“字符串到字符串”的对象', fix: TOOL_ZH },
    en: { what: '__metadata__ must be an object from strings to strings', fix: TOOL_EN },
  },
  E_SAFETENSORS_ENTRY: {
    zh: {
      what: '张量 {tensor} 的描述不对：应当恰好有 dtype、shape、data_offsets 三项，且取值合法',
      fix: TOOL_ZH,
    },
    en: {
      what: 'the entry of tensor {tensor} is malformed: exactly dtype, shape and data_offsets are expected',
      fix: TOOL_EN,
    },
  },
  E_SAFETENSORS_DTYPE: {
    zh: { what: '张量 {tensor} 的类型 {dtype} 无法识别', fix: '换用 F32、F16 或 BF16 精度的权重文件' },
    en: {
      what: 'tensor {tensor} is of the unknown type {dtype}',
      fix: 'take a weight file in F32, F16 or BF16',
    },
  },
  E_SAFETENSORS_SIZE: {
    zh: {
      what: '张量 {tensor}（{dtype} [{shape}]）应占 {expected} 字节，而文件头给了 {actual} 字节',
      fix: AGAIN_ZH,
    },
    en: {
      what: 'tensor {tensor} ({dtype} [{shape}]) takes {expected} bytes, but the header gives it {actual}',
      fix: AGAIN_EN,
    },
  },
  E_SAFETENSORS_OFFSETS: {
    zh: {
      what: '张量 {tensor} 的数据从 {begin} 开始，应当从 {expected} 开始（数据之间有重叠或空隙）',
      fix: TOOL_ZH,
    },
    en: {
      what: 'the data of tensor {tensor} begins at {begin}, not at {expected}: an overlap or a hole',
      fix: TOOL_EN,
    },
  },
  E_SAFETENSORS_INDEX: {
    zh: { what: '分片索引里的 {field} 缺失或格式不对', fix: INDEX_ZH },
    en: { what: '{field} of the index of shards is missing or malformed', fix: INDEX_EN },
  },
  E_SAFETENSORS_SHARD_NAME: {
    zh: {
      what: '索引给张量 {tensor} 的分片名 {shard} 不是普通文件名',
      fix: '分片必须与索引放在同一目录，文件名里不能有路径；来历不明的索引不要使用',
    },
    en: {
      what: 'the index puts tensor {tensor} into {shard}, which is no plain file name',
      fix: 'shards stand beside their index and are named without a path; do not use an index you cannot trust',
    },
  },
  E_SAFETENSORS_SHARD_MISSING: {
    zh: { what: '索引说张量 {tensor} 在分片 {shard} 里，但那里没有', fix: INDEX_ZH },
    en: { what: 'the index puts tensor {tensor} into shard {shard}, which does not hold it', fix: INDEX_EN },
  },
  E_SAFETENSORS_SHARD_EXTRA: {
    zh: { what: '分片 {shard} 里的张量 {tensor} 没有写进索引', fix: INDEX_ZH },
    en: { what: 'shard {shard} holds tensor {tensor}, which the index does not name', fix: INDEX_EN },
  },
  E_SAFETENSORS_WRITE_NAME: {
    zh: { what: '张量名 {tensor} 重复或是保留名', fix: WRITE_ZH },
    en: { what: 'the tensor name {tensor} is taken twice or reserved', fix: WRITE_EN },
  },
  E_SAFETENSORS_WRITE_SHAPE: {
    zh: { what: '张量 {tensor} 的形状 [{shape}] 与数据长度 {length} 不符', fix: WRITE_ZH },
    en: { what: 'tensor {tensor} of shape [{shape}] does not match its {length} elements', fix: WRITE_EN },
  },
  E_SAFETENSORS_WRITE_DTYPE: {
    zh: { what: '张量 {tensor} 标明 {dtype}，而数据是 {given}', fix: WRITE_ZH },
    en: { what: 'tensor {tensor} is declared {dtype}, but its data is {given}', fix: WRITE_EN },
  },
})
