/** How money moves; each way is said in several ways. `{CPT}` is a counterparty, by its role in the sentence. */
export const FLOWS: Readonly<Record<string, readonly string[]>> = {
  cash: [
    '{DAT}起连续<3-9>个工作日通过{CHN}存入现金，单笔{AMT}左右，合计{AMT}',
    '{DAT}至{DAT}每日在{CHN}缴存现金，累计{AMT}，随后陆续转给{CPT}',
    '近<2-4>周经{CHN}存现<6-20>笔，最大一笔{AMT}，部分资金付给{CPT}',
    '{DAT}以来几乎每天都有{AMT}上下的现金经{CHN}进账',
    '账户靠现金进账，{DAT}一天内经{CHN}分<2-5>次存入{AMT}',
    '{DAT}前后反复用{CHN}存钱，少则{AMT}，多则{AMT}，余额不久汇往{CPT}',
  ],
  through: [
    '{DAT}收到{CPT}转入{AMT}，当日即通过{CHN}分<5-30>笔转出，余额不足百元',
    '{DAT}入账{AMT}，不到<2-6>小时经{CHN}全部划走，收款人有{CPT}、{CPT}',
    '资金不过夜：{DAT}自{CPT}来款{AMT}，同日用{CHN}付给{CPT}等人',
    '{CPT}于{DAT}打入{AMT}，款项随到随走，晚间经{CHN}清空',
    '{DAT}上午进、下午出，经{CHN}过账{AMT}，对手方为{CPT}',
    '账户平时余额很低，{DAT}{CPT}汇来{AMT}后立刻由{CHN}散出',
  ],
  gather: [
    '{DAT}共有<30-180>人经{CHN}汇入，每笔{AMT}，次日集中转给{CPT}',
    '{CPT}等<20-90>名个人在{DAT}前后通过{CHN}付来相同金额{AMT}',
    '短期内由各地个人小额汇集，{DAT}止收到{AMT}，经{CHN}一次付给{CPT}',
    '{DAT}那一周进账<40-200>笔，付款人互不相同，每人{AMT}，走的都是{CHN}',
    '众多付款人（如{CPT}）用{CHN}转来{AMT}，{DAT}汇总后划出',
    '先收后付：{DAT}前从多人处收得{AMT}，再用{CHN}整笔汇给{CPT}',
  ],
  dormant: [
    '账户<2-8>年没有动过，{DAT}突然由{CPT}转入{AMT}，随后经{CHN}支取',
    '长期只有利息入账，{DAT}经{CHN}一次收到{AMT}',
    '{DAT}之前余额一直在百元以下，当天{CPT}汇入{AMT}，几天后用{CHN}取走大半',
    '睡眠户于{DAT}启用，首笔即为{AMT}，来自{CPT}，后在{CHN}办理转存',
    '沉寂多年的存折{DAT}在{CHN}重新激活，随即进账{AMT}',
    '{DAT}起结束多年静止，从{CPT}得到{AMT}，并通过{CHN}转往他行',
  ],
  abroad: [
    '{DAT}起每月通过{CHN}向境外{CPT}汇款{AMT}',
    '{DAT}经{CHN}购汇后汇给{CPT}，折合{AMT}，今年已是第<3-9>次',
    '<2-5>个月内向海外收款人{CPT}付汇合计{AMT}，均由{CHN}办理',
    '{DAT}收到境外{CPT}汇入{AMT}，又经{CHN}汇往另一国家',
    '跨境收付频繁，最近一笔{AMT}在{DAT}由{CHN}发往{CPT}',
    '{CHN}记录显示，{DAT}之后对{CPT}的境外汇款逐月增加，最高{AMT}',
  ],
  loop: [
    '与{CPT}之间款项来回对转，{DAT}汇出{AMT}，隔日又收回{AMT}',
    '{DAT}经{CHN}付{CPT}{AMT}，数日后同额退回，往复<3-8>次',
    '{CPT}、{CPT}与该户互为收付方，{DAT}一周内经{CHN}循环{AMT}',
    '资金在几家之间转圈，{DAT}转出{AMT}给{CPT}，最终回到本户',
    '{DAT}通过{CHN}同{CPT}互转，进出各{AMT}',
    '同一笔{AMT}自{DAT}起在该户与{CPT}之间经{CHN}倒手多次',
  ],
}

/** Who holds the account. `{ORG}` is the holder's own firm or school, never the other side of a payment. */
export const PROFILES: Readonly<Record<string, readonly string[]>> = {
  shop: ['户主{PER}经营一家餐馆', '{PER}是{ORG}的店主', '客户{PER}开小超市，雇工<2-8>人', '开户资料写明{PER}为便利店业主', '{PER}租有临街铺面卖早点'],
  builder: ['客户为建筑企业{ORG}，负责人{PER}', '{ORG}承包厂房施工，由{PER}经办', '{PER}任{ORG}项目经理', '该户属于工程分包单位{ORG}', '{ORG}从事土建，财务为{PER}'],
  school: ['户名{ORG}，是一所培训学校', '{PER}代{ORG}管理学员账目', '{ORG}为民办教育机构，会计{PER}', '客户{ORG}开设少儿课程', '{PER}系{ORG}教务负责人'],
  villager: ['客户{PER}务农，村里去年征地', '{PER}，<55-78>岁，家住城郊待拆片区', '户主{PER}的老宅已列入旧改范围', '{PER}与老伴住在即将搬迁的村子', '{PER}是被征收村民小组成员'],
  parent: ['{PER}在{ORG}上班，女儿在国外读大学', '客户{PER}的儿子去年出国读研', '{PER}为公司职员，孩子在境外念高中', '户主{PER}夫妇均为教师，独子留学', '{PER}任职于{ORG}，有一子女海外就读'],
  trader: ['{ORG}主营进出口，经办人{PER}', '客户{ORG}是外贸企业', '{PER}为{ORG}的法定代表人，公司做服装出口', '{ORG}常年向海外供应五金，由{PER}开户', '户名{ORG}，从事机电产品进出口'],
} // biome-ignore format: ways of saying it side by side

/** What the customer says the money is. */
export const CLAIMS: Readonly<Record<string, readonly string[]>> = {
  takings: ['称是店里每天的营业收入', '解释为门市零售所得', '说明系日常卖货收的钱', '表示都是堂食和外卖的进项', '用途栏写“营业款”'],
  works: ['称是工程进度款和材料费', '解释为支付班组工资与钢筋水泥钱', '说明系分包结算', '表示甲方拨款后发给施工队', '用途栏写“工程款”'],
  fees: ['称是学员缴的课程费', '解释为秋季班报名费', '说明系代收学杂费后上缴', '表示家长统一交的教材费', '用途栏写“学费”'],
  demolition: ['称是房屋征收补偿', '解释为土地补偿款到账', '说明系搬迁安置费', '表示老屋拆除后发的钱', '用途栏写“补偿款”'],
  studies: ['称是孩子的学费和生活费', '解释为缴纳国外大学住宿费', '说明系留学开支', '表示给子女交下学期费用', '用途栏写“留学”'],
  goods: ['称是与客商结算的货款', '解释为出口订单的定金和尾款', '说明系退货后重新发货的差额', '表示按合同预付、验货后多退少补', '用途栏写“货款”'],
} // biome-ignore format: ways of saying it side by side

/** Who may well move money in a way, and for what. All else does not go together, though each part is ordinary. */
export const FITTING: readonly (readonly [flow: string, profile: string, claim: string])[] = [
  ['cash', 'shop', 'takings'],
  ['through', 'builder', 'works'],
  ['gather', 'school', 'fees'],
  ['dormant', 'villager', 'demolition'],
  ['abroad', 'parent', 'studies'],
  ['abroad', 'trader', 'goods'],
  ['loop', 'trader', 'goods'],
  ['loop', 'builder', 'works'],
  ['cash', 'school', 'fees'],
  ['through', 'trader', 'goods'],
]

/**
 * What a check found, in pairs of nearly the same words: first what speaks for the holder, then what speaks against. The nouns
 * tell nothing; how they are put together does.
 */
export const FINDINGS: readonly (readonly [normal: string, suspicious: string])[] = [
  ['所附合同与流水金额对得上', '所附合同与流水金额对不上'],
  ['起初说不清用途，后来补齐了凭证', '起初说凭证齐全，后来说不清用途'],
  ['收款方均为合同列明的单位', '收款方均未在合同中列明'],
  ['发票经核验没有发现问题', '发票没有，经核验发现问题'],
  ['申报收入高于进账，规模相称', '进账远高于申报收入'],
  ['本人到场，能逐笔说出来历', '本人未到场，代办人说不出来历'],
  ['虽然笔数多，但每笔都有单据', '虽然单据多，但没有一笔能对应'],
  ['预留手机一直由本人使用，未见他人操作', '预留手机一直由他人使用，未见本人操作'],
  ['交易地点与经营地一致，从未异地登录', '交易地点与经营地不一致，一直异地登录'],
  ['对方公司成立多年，往来已久', '对方公司刚成立，此前没有往来'],
  ['愿意配合调查，没有拒绝提供材料', '拒绝配合调查，没有提供材料'],
  ['资金最终用于所说的项目，未回流', '资金未用于所说的项目，最终回流'],
  ['与往年同期相比没有异常增加', '与往年同期相比增加异常'],
  ['核实后排除了代持', '核实后未能排除代持'],
  ['余额变动符合其收入水平，不属过渡户', '余额变动属过渡户，不符合其收入水平'],
]

/** The order of a note. */
export const NOTES: readonly string[] = [
  '账户{ACC}，<profile>。<flow>。经办柜员询问，客户<claim>。<finding>',
  '<profile>，账号{ACC}。<claim>；流水显示<flow>。<finding>',
  '{ACC}：<flow>。<finding><profile>，<claim>。',
  '监测提示：{ACC}账户<flow>；<profile>。客户经理回访，对方<claim>。<finding>',
  '{DAT}复核。<finding><profile>，<flow>，<claim>，账号为{ACC}。',
  '系统预警编号<100000-999999>，账户{ACC}。<profile>。<flow>。电话核实时<claim>。<finding>',
]
