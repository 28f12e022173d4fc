import type { Grammar } from './_grammar.ts'

/** What a class of faults is called and how it is written up. */
export interface FaultClass {
  readonly label: string
  /** Complaints that come with it. Neighbouring classes share them: they alone decide nothing. */
  readonly hints: readonly string[]
  /** Findings that settle the class. Some are said in words of a neighbouring class, which they rule out. */
  readonly findings: readonly string[]
}

/** A line is a lead (`<lead>`), a finding of its class and a close (`<close>`). */
export const FAULT_CLASSES: readonly FaultClass[] = [
  {
    label: '轴承损坏',
    hints: ['声音不对', '振动偏大', '温度偏高'],
    findings: [
      '{ROTOR}轴承异响，拆开见滚道剥落', '{ROTOR}有规律的咔咔声，振动频谱中有内圈故障频率', '轴承保持架碎裂，{ROTOR}卡涩',
      '{ROTOR}温度<78-105>℃，油脂正常，轴承间隙超差', '盘车时{ROTOR}发涩，滚珠表面有麻点', '加油后噪声依旧，{ROTOR}轴承外圈跑圈',
      '{ROTOR}振动<6.5-14.8>mm/s，解体发现滚动体脱落', '轴承游隙过大导致{ROTOR}窜动', '{ROTOR}轴承座发烫，换新轴承后恢复',
      '听诊{ROTOR}有金属摩擦声，轴承钢珠变色',
    ],
  },
  {
    label: '润滑不良',
    hints: ['声音不对', '温度偏高', '振动偏大'],
    findings: [
      '{ROTOR}异响发热，检查油脂已干涸', '{ROTOR}温度<75-98>℃，补脂后降到<48-60>℃', '油位低于下限，{ROTOR}发出干磨声',
      '{ROTOR}轴承完好，但润滑脂发黑结块', '自动注油器不出油，{ROTOR}缺油', '加错油脂牌号，{ROTOR}运行两小时就发烫',
      '润滑油乳化发白，{ROTOR}噪声变大', '{ROTOR}油杯空了，补油后声音消失', '分配器堵住一路，{ROTOR}得不到润滑', '换油周期超了<2-9>个月，{ROTOR}磨得吱吱响',
    ],
  },
  {
    label: '转子不平衡',
    hints: ['振动偏大', '声音不对', '晃动厉害'],
    findings: [
      '{ROTOR}振动大，频谱以一倍频为主', '叶片积灰不均，{ROTOR}水平方向振动<5.2-12.6>mm/s', '清理叶轮结垢后{ROTOR}振动明显下降',
      '转速越高{ROTOR}振得越厉害，现场做动平衡后合格', '{ROTOR}掉了一块配重，开机就抖', '叶轮磨损不匀，{ROTOR}径向振动超标',
      '对中复查合格，{ROTOR}仍以工频振动', '换新叶轮没做平衡，{ROTOR}振动报警', '{ROTOR}径向振动超限，相位稳定，加试重后降低', '风叶断了一片，{ROTOR}晃动很大',
    ],
  },
  {
    label: '对中不良',
    hints: ['振动偏大', '声音不对', '晃动厉害'],
    findings: [
      '{ROTOR}轴向振动大，二倍频突出', '联轴器弹性块磨成粉，{ROTOR}径向偏差<0.15-0.80>mm', '打表发现{ROTOR}张口超差',
      '电机更换后没有找正，{ROTOR}振动升高', '地脚松动造成{ROTOR}与泵轴不同心', '动平衡没问题，重新找正{ROTOR}后振动恢复',
      '{ROTOR}联轴器螺栓反复剪断，两轴不在一条线上', '垫片压缩变形，{ROTOR}同轴度超差', '热态运行后{ROTOR}轴线偏移，轴向窜动', '激光对中仪测得{ROTOR}平行偏差<0.20-0.90>mm',
    ],
  },
  {
    label: '密封泄漏',
    hints: ['压力不稳', '液位下降', '地面有积液'],
    findings: [
      '{SEAL}漏油，地面一滩', '{SEAL}渗水，每分钟<10-80>滴', '{SEAL}O型圈老化，介质往外冒', '{SEAL}动静环磨损，有刺漏', '{SEAL}垫片冲坏，压力稳不住，现场有油迹',
      '{SEAL}处喷出油雾，停机后止住', '更换{SEAL}油封后不再滴漏', '{SEAL}螺栓没紧到位，密封面渗油', '{SEAL}下方接油盘一天就满', '打压试验时{SEAL}冒泡',
    ],
  },
  {
    label: '电机过热',
    hints: ['温度偏高', '跳停', '电流偏大'],
    findings: [
      '电机外壳<85-118>℃，散热风扇罩堵满棉絮', '电机绕组温度报警，电流<32-86>A超过额定', '电机冷却风扇叶脱落，机壳烫手', '电机过载跳热保护，冷却后能再启动',
      '三相电流平衡，轴承温度正常，就是电机本体发烫', '长时间低频运行，电机温升过高', '缺相运行几分钟，电机冒出焦味', '负载没变，电机温度从<55-65>℃升到<90-115>℃',
      '频繁启停，电机定子超温', '电压偏低，电机发热严重，热继电器动作',
    ],
  },
  {
    label: '电气短路',
    hints: ['跳停', '启动不了', '有焦味'],
    findings: [
      '{CABINET}打火，有焦糊味', '{CABINET}一合闸就跳，测得对地绝缘为零', '{CABINET}进水，相间击穿', '{CABINET}线皮磨破搭铁', '{CABINET}触点烧熔粘连，上级开关跳闸',
      '老鼠咬断线，{CABINET}短接', '{CABINET}绝缘<0.01-0.30>MΩ，不能送电', '{CABINET}积尘受潮放电', '摇测发现{CABINET}两相短接', '{CABINET}冒烟，保险丝熔断',
    ],
  },
  {
    label: '传感器失灵',
    hints: ['数据异常', '频繁报警', '动作不到位'],
    findings: [
      '{SENSOR}显示满量程，现场实测正常', '{SENSOR}读数跳变，换一只就好了', '{SENSOR}一直不动作，表面全是油污', '{SENSOR}零点漂移<3-18>%', '通信正常，{SENSOR}输出恒为4mA',
      '{SENSOR}被撞歪，检测不到工件', '{SENSOR}数值卡住不变，线路无断点', '{SENSOR}与就地表差<5-30>%，校验不合格', '{SENSOR}误发信号导致停机，感应面结露', '对调探头后故障跟着{SENSOR}走',
    ],
  },
  {
    label: '通信中断',
    hints: ['数据异常', '频繁报警', '启动不了'],
    findings: [
      '{NETWORK}掉线，画面数据全是问号', '{NETWORK}指示灯红闪，站点离线', '传感器本身完好，{NETWORK}收不到数据', '{NETWORK}网线水晶头松动，重插后上线', '{NETWORK}地址冲突，时通时断',
      '{NETWORK}终端电阻没拨，总线报错', '{NETWORK}每隔<5-40>分钟断一次，ping不通', '变频器干扰，{NETWORK}丢包严重', '{NETWORK}供电掉电，多个站同时离线', '更换{NETWORK}模块后数据恢复刷新',
    ],
  },
  {
    label: '程序异常',
    hints: ['动作不到位', '启动不了', '频繁报警'],
    findings: [
      '{PROGRAM}报步序超时，各输入信号都正常', '{PROGRAM}死机，重启后参数丢失', '{PROGRAM}升级后动作顺序乱了', '{PROGRAM}条件不满足，联锁写错', '网络正常，{PROGRAM}进入停止状态',
      '{PROGRAM}坐标偏移值被改，位置跑偏', '{PROGRAM}看门狗报警，下载备份后恢复', '切换产品后{PROGRAM}调用了旧参数', '{PROGRAM}计数不清零，循环卡在第<3-28>步', '{PROGRAM}内部报错，代码E<100-999>，重新下装解决',
    ],
  },
  {
    label: '气压不足',
    hints: ['动作不到位', '压力不稳', '节拍变慢'],
    findings: [
      '{AIR}动作慢，压力只有<0.20-0.42>MPa', '{AIR}夹不紧，气管有破口', '{AIR}听到嘶嘶声，补气跟不上', '总管压力掉到<0.25-0.40>MPa，{AIR}不到位', '{AIR}吸不住工件，真空度不够',
      '{AIR}减压后压力上不去，管路没有堵', '几台设备同时用气，{AIR}没劲', '{AIR}推到一半停住，查气源压力偏低', '干燥机故障停了一台空压机，{AIR}压力报警', '{AIR}内漏，保不住压',
    ],
  },
  {
    label: '液压异常',
    hints: ['压力不稳', '动作不到位', '温度偏高'],
    findings: [
      '{OIL}压力波动，在<4.0-9.5>MPa间来回跳', '{OIL}爬行，油里有气泡', '油温<62-82>℃，{OIL}动作变慢', '{OIL}建不起压，泵声音发闷', '{OIL}阀芯卡滞，油缸不换向',
      '外部没有漏油，{OIL}保压时掉压', '{OIL}吸空，油位正常但滤油器报警', '{OIL}液压油污染超标，动作发飘', '冷却水没开，{OIL}油温报警', '{OIL}冲击大，充氮压力不足',
    ],
  },
  {
    label: '管路堵塞',
    hints: ['压力不稳', '产量下降', '流量偏低'],
    findings: [
      '{PIPE}堵死，流量降到<5-30>%', '{PIPE}压差<0.12-0.35>MPa，清洗后正常', '{PIPE}结垢，水流很小', '{PIPE}被塑料袋缠住，打不上量', '物料受潮结块，{PIPE}不下料',
      '泵运转正常，{PIPE}出口没有水', '{PIPE}拆开全是铁屑', '反冲洗{PIPE}后压力恢复', '{PIPE}积料，入口压力升高出口压力降低', '{PIPE}冻住，介质不通',
    ],
  },
  {
    label: '皮带打滑',
    hints: ['产量下降', '声音不对', '有焦味'],
    findings: [
      '{BELT}打滑，电机转而负载不转', '{BELT}松弛，有焦胶味', '{BELT}跑偏，边缘磨毛', '{BELT}伸长，张紧到头了还是松', '{BELT}沾油，启动时尖叫', '{BELT}转速比设定低<6-30>%，电机转速正常',
      '重载时{BELT}跟不上，空载没问题', '{BELT}齿磨平，位置对不上', '{BELT}断了一根，其余的吱吱叫', '调紧{BELT}后不再丢转',
    ],
  },
  {
    label: '刀具磨损',
    hints: ['产品不合格', '声音不对', '振动偏大'],
    findings: [
      '{CUTTER}崩刃，工件毛刺大', '{CUTTER}用了<300-900>件没换，尺寸偏大<0.02-0.15>mm', '{CUTTER}后刀面磨损，表面有振纹', '{CUTTER}断在工件里', '主轴和程序都正常，换{CUTTER}后尺寸合格',
      '{CUTTER}切削时冒火花，切不动', '{CUTTER}粘料，光洁度变差', '切口不齐，{CUTTER}已经钝了', '{CUTTER}寿命到期未报警，批量超差', '{CUTTER}烧刀，铁屑发蓝',
    ],
  },
] // biome-ignore format: findings side by side

/** How lines begin and end; neither tells the class. The rule `hint` comes from the class. */
export const LINE_RULES: Grammar = {
  lead: [
    '{MACHINE}', '{MACHINE}：', '{PLACE}{MACHINE}', '{PLACE}{MACHINE}报修，', '{MACHINE}运行中', '{MACHINE}开机后', '巡检发现{MACHINE}',
    '夜班反映{MACHINE}', '<1-23>点<10-59>分{MACHINE}停机，', '{MACHINE}又坏了，', '{MACHINE}异常，<hint>，', '{PLACE}：{MACHINE}<hint>，', '',
  ], // biome-ignore format: openings, not prose
  close: [
    '',
    '',
    '。',
    '。',
    '，已停机',
    '，请尽快处理',
    '，待备件',
    '，带病运行中',
    '，影响生产',
    '，已处理，继续观察',
    '，上月刚修过',
    '，需要安排检修',
  ],
}
