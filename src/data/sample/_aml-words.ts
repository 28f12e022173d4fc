import type { RandomStream } from '../../base/random.ts'
import { drawWord, type Part, type Pool, words } from './_pools.ts'

export const SURNAMES = words(
  `赵 钱 孙 李 周 吴 郑 王 冯 陈 褚 卫 蒋 沈 韩 杨 朱 秦 尤 许 何 吕 施 张 孔 曹 严 华 金 魏 陶 姜 欧阳 司马 上官 诸葛`,
)
export const GIVEN = words(`
  伟 芳 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英 文博 子轩 雨桐 浩然 思远 佳怡 建国 国庆 春梅 志强
  海燕 晓东 立新 玉兰 德胜 永康 慧敏 嘉豪 梓涵 一诺 俊熙 若曦`)
export const PLACES = words(`
  深圳 广州 义乌 温州 厦门 青岛 宁波 苏州 昆明 南宁 成都 武汉 郑州 长沙 合肥 济南 沈阳 兰州 贵阳 海口 珠海 佛山 泉州 徐州`)
export const BRANDS = words(`
  鑫达 恒通 华瑞 金桥 万源 天祥 中科联 博雅 启明 信诚 宏图 顺发 海纳 佳禾 泰和 永盛 新远 众合 凯旋 锦程 瑞丰 德润 嘉会 腾跃 晨光 远洋`)
export const KINDS = words(
  `贸易 建筑工程 教育咨询 进出口 装饰 五金 服饰 农产品 劳务 国际物流 电子商务 机电设备 培训 商贸 实业 供应链`,
)
export const FORMS = words(`有限公司 有限责任公司 股份有限公司 集团 商行 经营部 中心 合作社`)
export const FOREIGN = words(`
  Harbour_Trading_Ltd Blue_Lake_Pte Orient_Star_LLC Maple_College Westfield_University Sunrise_GmbH Nova_Import_Co Lotus_Holdings
  Redwood_School Pacific_Link_Inc Alpha_Metal_SA Green_Field_BV`).map((name) => name.replaceAll('_', ' '))
export const CHANNELS = words(`
  柜面 手机银行 网上银行 自助存款机 ATM 第三方支付 POS机 电汇 企业网银 快捷支付 扫码收款 代发系统 西联汇款 跨行转账 现金柜台 二维码
  银企直连 存取款一体机 云闪付 微信支付 支付宝 电话银行`)

/** The lists that words of a part are drawn from, by name. */
export type Pools = Readonly<Record<string, Pool>>

const digits = (count: number, stream: RandomStream): string =>
  Array.from({ length: count }, () => stream.below(10)).join('')

/** Makes the word of a slot up. */
export function amlWord(slot: string, pools: Pools, part: Part, stream: RandomStream): string {
  const draw = (name: string): string => drawWord(pools[name]!, part, stream)
  const person = (): string => draw('SURNAMES') + draw('GIVEN')
  const firm = (): string =>
    stream.pick(['', draw('PLACES'), `${draw('PLACES')}市`]) + draw('BRANDS') + draw('KINDS') + draw('FORMS')
  switch (slot) {
    case 'PER':
      return person()
    case 'ORG':
      return firm()
    case 'CPT':
      return stream.pick([person, firm, firm, () => draw('FOREIGN')])()
    case 'CHN':
      return draw('CHANNELS')
    case 'ACC':
      return stream.pick([
        () => `6222${digits(12, stream)}`,
        () => `6217****${digits(4, stream)}`,
        () => `尾号${digits(4, stream)}`,
        () => `${digits(4, stream)}-${digits(6, stream)}-${digits(3, stream)}`,
      ])()
    case 'AMT':
      return amount(stream)
    default:
      return date(stream)
  }
}

function amount(stream: RandomStream): string {
  const [wan, yuan] = [1 + stream.below(400), 10_000 + stream.below(4_900_000)]
  return stream.pick([
    `${wan}万元`,
    `${(wan / 10).toFixed(1)}万元`,
    `${yuan.toLocaleString('en')}.00元`,
    `人民币${yuan}元`,
    `¥${yuan.toLocaleString('en')}`,
  ])
}

function date(stream: RandomStream): string {
  const [year, month, day] = [2019 + stream.below(6), 1 + stream.below(12), 1 + stream.below(28)]
  const two = (n: number) => String(n).padStart(2, '0')
  return stream.pick([
    `${year}年${month}月${day}日`,
    `${month}月${day}日`,
    `${year}-${two(month)}-${two(day)}`,
    `${month}月初`,
  ])
}
