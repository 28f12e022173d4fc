import { defineErrors } from '../base/errors.ts'

const AGAIN_ZH = '文件不完整或已损坏：下载的文件请重新下载；自己训练或保存的，请从备份恢复，或重新生成'
const AGAIN_EN =
  'the file is incomplete or damaged: download it again; a file of your own training or saving: restore it from a copy, or make it again'
const SAFER_ZH =
  '优先使用同一模型的 safetensors 文件；没有的话，在可信环境里用 PyTorch 只保存 model.state_dict()'
const SAFER_EN =
  'prefer the safetensors file of this model; else save only model.state_dict() with PyTorch, where you trust the file'

export const fail = defineErrors({
  E_TORCHFILE_FORMAT: {
    zh: {
      what: '这不是 PyTorch 检查点（开头的字节是 {start}）',
      fix: '确认文件由 torch.save 生成，且不是网页或压缩包',
    },
    en: {
      what: 'this is no PyTorch checkpoint (it begins with the bytes {start})',
      fix: 'check that torch.save wrote the file, and that it is no web page or archive',
    },
  },
  E_TORCHFILE_VERSION: {
    zh: { what: '不支持协议版本为 {version} 的旧式检查点', fix: SAFER_ZH },
    en: { what: 'legacy checkpoints of protocol version {version} are not supported', fix: SAFER_EN },
  },
  E_TORCHFILE_TRUNCATED: {
    zh: { what: '文件在第 {position} 字节处中断，{part} 没有读完', fix: AGAIN_ZH },
    en: { what: 'the file breaks off at byte {position}, inside: {part}', fix: AGAIN_EN },
  },
  E_TORCHFILE_SURPLUS: {
    zh: { what: '数据结束之后还多出 {surplus} 字节', fix: AGAIN_ZH },
    en: { what: '{surplus} surplus bytes follow the data', fix: AGAIN_EN },
  },
  E_TORCHFILE_ZIP: {
    zh: { what: 'ZIP 目录已损坏（第 {position} 字节）', fix: AGAIN_ZH },
    en: { what: 'the zip directory is damaged (byte {position})', fix: AGAIN_EN },
  },
  E_TORCHFILE_ZIP_ENTRY: {
    zh: { what: 'ZIP 条目 {entry} 的大小或位置与文件不符', fix: AGAIN_ZH },
    en: { what: 'size or place of the zip entry {entry} do not agree with the file', fix: AGAIN_EN },
  },
  E_TORCHFILE_ZIP_NAME: {
    zh: { what: 'ZIP 条目名 {entry} 重复或含有危险路径', fix: SAFER_ZH },
    en: { what: 'the zip entry name {entry} stands twice or is a dangerous path', fix: SAFER_EN },
  },
  E_TORCHFILE_COMPRESSED: {
    zh: {
      what: 'ZIP 条目 {entry} 被压缩或加密过；torch.save 从不这样做',
      fix: '请使用原始文件，不要用解压工具重新打包',
    },
    en: {
      what: 'the zip entry {entry} is compressed or encrypted, which torch.save never does',
      fix: 'use the original file, not one packed again by an archiver',
    },
  },
  E_TORCHFILE_MISSING: {
    zh: {
      what: '文件里缺少 {entry}',
      fix: '确认文件由 torch.save 生成（不是 TorchScript 或普通压缩包），并下载完整',
    },
    en: {
      what: 'the file lacks {entry}',
      fix: 'check that torch.save wrote it (not TorchScript, not an archiver) and that it is whole',
    },
  },
  E_TORCHFILE_BYTE_ORDER: {
    zh: { what: '字节序记录 {order} 无法识别', fix: AGAIN_ZH },
    en: { what: 'the byte order record {order} is unknown', fix: AGAIN_EN },
  },
  E_TORCHFILE_GLOBAL: {
    zh: {
      what: '文件要求加载 Python 对象 {name}，它不在允许名单里：这样的文件可能会执行任意代码，已拒绝读取',
      fix: SAFER_ZH,
    },
    en: {
      what: 'the file asks for the Python object {name}, which is not on the list of those allowed: such a file might run code, so it is refused',
      fix: SAFER_EN,
    },
  },
  E_TORCHFILE_OPCODE: {
    zh: {
      what: '第 {position} 字节处的 pickle 指令 {opcode} 不会出现在权重文件里：这样的文件可能会执行任意代码，已拒绝读取',
      fix: SAFER_ZH,
    },
    en: {
      what: 'the pickle opcode {opcode} at byte {position} has no place in a file of weights: such a file might run code, so it is refused',
      fix: SAFER_EN,
    },
  },
  E_TORCHFILE_PICKLE: {
    zh: { what: 'pickle 数据在第 {position} 字节处已损坏', fix: AGAIN_ZH },
    en: { what: 'the pickle is damaged at byte {position}', fix: AGAIN_EN },
  },
  E_TORCHFILE_PICKLE_SIZE: {
    zh: { what: 'pickle 超过了 {limit} 条指令的上限，不像是权重文件', fix: SAFER_ZH },
    en: { what: 'the pickle takes more than {limit} instructions, unlike a file of weights', fix: SAFER_EN },
  },
  E_TORCHFILE_CALL: {
    zh: { what: '对 {name} 的调用与 torch.save 写出的不同', fix: SAFER_ZH },
    en: { what: 'a call of {name} is not as torch.save writes it', fix: SAFER_EN },
  },
  E_TORCHFILE_STORAGE: {
    zh: { what: '存储块 {key} 的描述前后矛盾或不合法', fix: AGAIN_ZH },
    en: { what: 'what the file says of storage {key} is malformed or contradicts itself', fix: AGAIN_EN },
  },
  E_TORCHFILE_STORAGE_SIZE: {
    zh: { what: '存储块 {key} 应有 {expected}，实际为 {actual}', fix: AGAIN_ZH },
    en: { what: 'storage {key} should be {expected}, but is {actual}', fix: AGAIN_EN },
  },
  E_TORCHFILE_BOUNDS: {
    zh: { what: '张量 [{shape}]（步长 [{stride}]，起点 {offset}）超出了它所在的存储块 {key}', fix: AGAIN_ZH },
    en: {
      what: 'a tensor [{shape}] (strides [{stride}], offset {offset}) reaches outside its storage {key}',
      fix: AGAIN_EN,
    },
  },
  E_TORCHFILE_EXPANDED: {
    zh: {
      what: '张量 {tensor} 是重复引用同一数据的展开视图，不能当作权重读取',
      fix: '保存前先调用 .contiguous()',
    },
    en: {
      what: 'tensor {tensor} is an expanded view that repeats its data, and cannot be read as a weight',
      fix: 'call .contiguous() before saving',
    },
  },
  E_TORCHFILE_NO_TENSORS: {
    zh: {
      what: '文件里没有找到张量；顶层内容：{keys}',
      fix: '文件应当是 state_dict，或在某一个键下含有 state_dict',
    },
    en: {
      what: 'the file holds no tensors where a state dict has them; at its top stand: {keys}',
      fix: 'the file should be a state dict, or hold one under a key of its top level',
    },
  },
  E_TORCHFILE_SEVERAL: {
    zh: {
      what: '文件里有多组权重（{keys}），无法判断要用哪一组',
      fix: '用 PyTorch 只保存需要的那一组，再重试',
    },
    en: {
      what: 'the file holds several sets of weights ({keys}), and nothing says which one is meant',
      fix: 'save only the one you want with PyTorch',
    },
  },
  E_TORCHFILE_VALUE: {
    zh: { what: '权重之间夹着的 {name} 不是张量', fix: SAFER_ZH },
    en: { what: 'among the weights stands {name}, which is no tensor', fix: SAFER_EN },
  },
})
