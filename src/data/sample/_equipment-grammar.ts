/**
 * Systems of a plant with their parts. A part is `kind: name/other names`; a system's other names follow its name.
 * Several systems have parts of one name, which only the system tells apart.
 */
const SYSTEMS_TEXT = `
液压系统/液压站/油压系统
 pump: 主油泵/油泵/柱塞泵; valve: 换向阀/电磁换向阀/方向阀; cylinder: 油缸/推力缸/液压缸; filter: 回油滤芯/滤油器/油滤; motor: 驱动电机/泵电机/油泵电机; sensor: 压力传感器/压力变送器/压力表头
冷却系统/冷却回路/循环水系统
 pump: 循环水泵/水泵/冷却泵; fan: 冷却塔风机/塔顶风机/散热风扇; filter: 进水滤网/Y型过滤器/水滤; pipe: 冷却管路/水管/循环管道; sensor: 温度传感器/水温探头/测温元件; valve: 补水阀/进水阀/浮球阀
输送系统/皮带线/输送线
 belt: 输送带/皮带/胶带; motor: 驱动电机/主驱动马达/滚筒电机; bearing: 托辊轴承/滚筒轴承/托辊; gear: 减速机/减速箱/齿轮箱; sensor: 跑偏开关/跑偏检测/纠偏传感器; brake: 制动器/抱闸/逆止器
主轴系统/主轴单元/主轴箱
 bearing: 主轴轴承/前轴承/角接触轴承; motor: 主轴电机/主电机/电主轴; belt: 同步带/主轴皮带/传动带; sensor: 编码器/主轴反馈/测速头; clamp: 拉刀机构/松刀缸/刀具夹紧; cooler: 主轴冷却器/油冷机/恒温机
供气系统/空压站/气源
 pump: 空压机/螺杆机/压缩机主机; dryer: 干燥机/冷干机/吸干机; valve: 减压阀/调压阀/稳压阀; pipe: 压缩空气管路/气管/主气管; filter: 精密过滤器/除油滤芯/气滤; sensor: 压力传感器/压力开关/气压检测
电气系统/配电柜/电控系统
 contactor: 接触器/主接触器/交流接触器; breaker: 断路器/空气开关/塑壳开关; cable: 动力电缆/电缆/电源线; drive: 变频器/逆变器/调速器; supply: 开关电源/24V电源/直流电源; fan: 柜内风扇/散热风机/柜顶风扇
控制系统/自动化系统/PLC系统
 controller: PLC主机/可编程控制器/CPU模块; network: 现场总线/工业网络/Profinet网络; panel: 触摸屏/人机界面/操作屏; io: IO模块/输入输出模块/远程IO; supply: 控制电源/PLC电源/电源模块; program: 控制程序/联锁程序/用户程序
机器人单元/机械手/机器人
 motor: 伺服电机/关节电机/轴电机; gear: 减速机/RV减速器/谐波减速器; cable: 本体电缆/管线包/动力线; clamp: 夹爪/末端夹具/抓手; controller: 机器人控制柜/控制柜/运动控制器; sensor: 零点传感器/原点开关/回零检测
锅炉系统/锅炉/蒸汽系统
 pump: 给水泵/锅炉给水泵/上水泵; valve: 安全阀/泄压阀/主汽阀; fan: 引风机/鼓风机/送风机; burner: 燃烧器/燃烧机/喷燃器; sensor: 水位计/液位变送器/液位检测; pipe: 蒸汽管道/汽管/主蒸汽管
润滑系统/润滑站/集中润滑
 pump: 润滑泵/供油泵/注油泵; filter: 油过滤器/双筒滤油器/精滤; pipe: 油路/分配管/润滑油管; valve: 分配器/递进式分配器/定量阀; sensor: 油位开关/液位开关/油位检测; cooler: 油冷却器/冷油器/板换
除尘系统/除尘器/布袋除尘
 fan: 除尘风机/主风机/离心风机; filter: 布袋/滤袋/滤筒; valve: 脉冲阀/喷吹阀/电磁脉冲阀; pipe: 吸尘管道/风管/集尘管; conveyor: 卸灰螺旋/卸灰机/星型卸料器; sensor: 压差计/压差变送器/差压表
包装系统/包装线/打包机
 clamp: 封口钳/热封头/横封; belt: 送料皮带/输送小带/理料带; motor: 伺服电机/拉膜电机/送袋电机; sensor: 色标传感器/光电眼/光标检测; cylinder: 推料气缸/气缸/推杆; panel: 操作面板/触摸面板/显示屏`

/** By kind of part: its faults, each with ways of saying it. `<X>` is the part. */
const FAULTS_TEXT = `
pump 不出力: <X>打不上压|<X>流量明显不够|<X>转着却不出东西|出口压力只有平时一半，<X>无力|<X>建立不起压力|换过滤网后<X>还是供不上
pump 异响: <X>嗡嗡作响|<X>声音发闷像吸空|靠近<X>能听到尖叫|<X>一启动就有敲击声|<X>噪声比上周大得多|<X>里面哗啦哗啦
pump 轴端泄漏: <X>轴封滴漏|<X>机封处往外淌|<X>轴伸端一圈湿|<X>下面接了一盆|<X>盘根压不住|擦干后<X>轴头又渗
valve 卡滞: <X>动作不灵活|<X>推不动要敲一下|<X>阀芯卡在半道|给了信号<X>迟迟不换位|<X>拆洗出铁屑后好了|<X>时动时不动
valve 内漏: <X>关着还有流量|<X>关不严|<X>后端压力慢慢上涨|<X>密封面有划痕关不死|截断<X>后仍在走|<X>保不住
valve 线圈烧毁: <X>线圈断路|<X>线圈有焦味|量<X>电阻无穷大|<X>插头有电但不吸|<X>线包鼓起发黑|<X>得电没有磁性
cylinder 爬行: <X>一顿一顿地走|<X>走走停停|<X>低速时发抖|<X>伸出不平稳|<X>行程中间有停顿|排气后<X>仍然抖动前进
cylinder 不到位: <X>伸不到头|<X>差一截停住|<X>推到一半没劲|<X>退不回原位|<X>末端开关等不到信号，行程短|<X>走不满行程
cylinder 杆端渗漏: <X>活塞杆带油|<X>杆上挂液珠|<X>端盖渗出|<X>密封圈切边往外冒|<X>前端一直湿漉漉|<X>每次缩回都留一圈印
filter 堵塞: <X>压差高|<X>糊满了|<X>拆下一看全是泥|<X>通过量越来越小|<X>报警灯亮，清洗后灭|<X>脏得不透光
filter 破损: <X>破了个洞|<X>后面跑出杂质|<X>接缝开裂|<X>骨架变形漏过去了|下游发现颗粒，查<X>撕裂|<X>失去作用，压差反而为零
motor 过热: <X>烫手|<X>外壳八九十度|<X>热保护跳了，凉了又能开|<X>温升太快|红外测<X>局部超温|<X>闻到漆味，温度高
motor 不启动: <X>按了没反应|<X>通电不转|<X>只哼不转|指示灯正常<X>就是不动|<X>送电后纹丝不动|手盘能动，<X>自己起不来
motor 异响: <X>有扫膛声|<X>转起来咔咔响|<X>运转带杂音|<X>听着像有东西刮|空载时<X>也呼噜呼噜|<X>高速时啸叫
motor 缺相: <X>三相电流差很多|<X>一相没电|<X>电流忽大忽小抖动，量得少一相|<X>接线柱松脱一根|<X>运行无力，查熔丝断了一只|<X>单相运行报警
bearing 磨损: <X>间隙大|<X>滚道起麻点|<X>拆开滚珠剥落|手晃<X>有旷量|<X>振动频谱见故障频率|<X>跑外圈
bearing 缺油: <X>干磨|<X>油脂干成块|给<X>补脂后安静了|<X>吱吱叫，加油就停|<X>润滑中断|<X>拆开没有一点油
bearing 卡死: <X>转不动|<X>抱死|盘不动，<X>锁住了|<X>烧结在轴上|<X>保持架碎了卡住|撬棍都撬不转<X>
gear 漏油: <X>油封处有油|<X>端盖渗油|<X>油位一周降一指|<X>底下油污一片|<X>透气帽冒油|<X>结合面往外洇
gear 断齿: <X>齿轮打齿|<X>放油见到齿块|<X>转到一处就顿|<X>啮合声间断，开盖少了齿|<X>输入转输出不转|<X>齿面崩掉一角
gear 间隙过大: <X>回程差大|<X>换向时咣当|<X>背隙超标|<X>空程明显，定位飘|<X>正反转有旷动|<X>磨得松松垮垮
sensor 漂移: <X>读数偏高一截|<X>零点跑了|<X>和现场表对不上|校验<X>超差|<X>数值慢慢往上爬，实际没变|<X>每天要重新标定
sensor 无信号: <X>没有输出|<X>灯不亮|遮挡<X>也没变化|<X>恒为4mA|<X>通道断线报警|画面上<X>显示坏点
sensor 误报: <X>乱跳|<X>没东西也动作|<X>无故触发停机|<X>时有时无闪报|清灰后<X>不再瞎报|一开对讲机<X>就报
sensor 安装松动: <X>支架松|<X>被撞歪|<X>固定螺丝掉了|<X>位置挪了几毫米|<X>没对准|<X>套管脱出来一截
pump 卡死: <X>盘不动|<X>转子抱住|<X>里面进异物别住|<X>一开就跳，手也转不动|<X>锈死|<X>叶轮蹭壳卡牢
valve 外漏: <X>阀体渗|<X>填料压盖处往外冒|<X>接口滴答|<X>底座一圈湿|<X>法兰面喷出|<X>紧了螺栓还是淌
fan 振动: <X>抖得厉害|<X>叶轮积灰不平衡|<X>底座跟着晃|<X>振值超限|<X>做动平衡后好了|<X>叶片掉一块后摇晃
fan 停转: <X>不转了|<X>停着没风|<X>电机有电但叶片不动|<X>被杂物缠住|<X>出口没有风|<X>转几圈就停
fan 风量不足: <X>风小|<X>负压上不去|<X>转速正常就是吹不动|<X>反转，风弱|<X>风门没全开似的|测<X>流量只有设计六成
pipe 泄漏: <X>焊口漏|<X>法兰处滴|<X>有砂眼往外冒|<X>接头松了喷出来|听见<X>嘶嘶声|<X>保温层下面湿透
pipe 堵塞: <X>不通|<X>结垢严重|<X>里面淤死|敲打<X>后流量恢复|<X>末端没有流量|疏通<X>掏出一桶渣
pipe 振动: <X>晃得管卡松|<X>跟着脉动跳|<X>支架开焊，摆动大|<X>共振|<X>哐哐撞墙|给<X>加固定后不晃
belt 打滑: <X>转得比滚筒慢|<X>重载就丢转|<X>有焦胶味|张紧后<X>跟上了|<X>尖叫，速度掉|<X>沾了油带不动
belt 跑偏: <X>偏到一边|<X>磨侧板|<X>边缘起毛|<X>往左走|调托架后<X>回中|<X>蹭着机架
belt 断裂: <X>断了|<X>接头撕开|<X>拉断一截|<X>从中间裂开|<X>断成两段掉下来|<X>钢丝露出后崩开
brake 不释放: <X>打不开|<X>拖着跑|<X>一直抱着|松闸后<X>仍夹紧|<X>冒烟，没松开|<X>线圈吸合不上，闸片贴住
brake 打滑: <X>刹不住|<X>停车溜一段|<X>闸片磨光|<X>下坡倒溜|<X>制动距离变长|<X>沾油抱不牢
clamp 夹不紧: <X>夹持力不足|<X>抓不牢掉件|<X>拉力不够|<X>合上也能晃|<X>压力够但夹着松|<X>夹住又滑出来
clamp 不松开: <X>打不开|<X>松不掉|<X>卡着放不下|给松开信号<X>没反应|<X>咬死了|<X>粘住分不开
cooler 换热差: <X>降不下温|<X>进出口温差只有两度|<X>翅片糊死|<X>制冷量不够|<X>开着温度照升|<X>冷媒不足，效果差
cooler 停机: <X>自己停|<X>高压保护跳|<X>报警不运行|<X>压缩机不吸合|<X>启动几秒就停|<X>灯亮但没在工作
dryer 露点高: <X>出来的气带水|<X>露点超标|<X>后管道放出水|<X>干燥剂粉化|用气端有水，<X>不起作用|<X>再生不好，湿
dryer 排水失灵: <X>排水器不排|<X>积水没放|<X>一直漏气排不停|<X>水位满了|手动才能给<X>放水|<X>疏水口堵住
contactor 触点粘连: <X>断不开|<X>触头烧在一起|停机后<X>仍导通|<X>按停止没用|<X>掉电不释放|拆开<X>触点熔了
contactor 不吸合: <X>不动作|<X>线圈没电压|<X>吸不住|<X>咔哒一下又弹开|按启动<X>没声音|<X>电压低吸力不足
breaker 误跳: <X>无故跳闸|<X>负载不大也跳|<X>隔几小时跳一次|换新<X>后不跳|测电流正常<X>却脱扣|<X>一震就掉
breaker 合不上: <X>推不上去|<X>手柄滑扣|<X>一合就弹|<X>机构卡住送不了电|<X>脱扣后复位不了|<X>合闸无反应
cable 绝缘破损: <X>皮磨破|<X>对地绝缘低|<X>被老鼠咬|<X>露铜|摇测<X>不合格|<X>拖链里磨穿
cable 接触不良: <X>接头松|一动<X>就断|<X>端子发热变色|<X>插头氧化|摇晃<X>时通时断|<X>压接不实
drive 过流报警: <X>报OC|<X>加速就跳过流|<X>输出电流爆表停机|<X>显示过电流|<X>带载跳停，代码过流|<X>降低加速度后不报
drive 无输出: <X>有频率没电压|<X>运行灯亮电机不转|<X>输出端量不到电|<X>模块炸了，不输出|<X>三相无电压|<X>给定正常却无动作
supply 电压低: <X>只有19V|<X>带载掉压|<X>输出不足|<X>电压往下坠|量<X>偏低|<X>老化，压不够
supply 无输出: <X>没电|<X>灯灭|<X>输出为零|<X>烧了|换<X>后都亮了|<X>保护不出电
controller 死机: <X>没反应，断电重启才好|<X>停在STOP|<X>看门狗动作|<X>卡死|<X>所有灯定住|<X>运行中自己停了扫描
controller 程序丢失: <X>重启后是空的|<X>参数全没了|<X>电池没电，内容丢|<X>要重新下载|<X>数据清零|<X>恢复成出厂
network 掉线: <X>站点离线|<X>断一下又连上|<X>节点丢失|<X>红灯闪，通信没了|<X>ping不通|几个站从<X>上消失
network 丢包: <X>延时大|<X>数据偶尔错|<X>刷新卡顿|<X>误码多|<X>报文重发|<X>有干扰，通信慢
panel 黑屏: <X>不亮|<X>没有画面|<X>背光坏|<X>屏是黑的但能响|<X>启动后一片黑|<X>亮一下就灭
panel 触摸失灵: <X>点了没用|<X>按这里响那里|<X>触点偏移|<X>按键不响应|<X>校准后又漂|<X>摸哪都不动
io 点位损坏: <X>一个点不亮|<X>输入有电却读不到|换点后<X>正常|<X>输出口烧了|<X>某通道一直为1|<X>一路坏
io 模块离线: <X>不在线|<X>报模块缺失|<X>底座松，没识别|<X>灯全灭|<X>组态里打叉|重插<X>后恢复
program 步序卡住: <X>停在第<3-28>步|<X>不往下走|<X>等条件等不到|<X>循环中断|<X>卡流程|<X>步进不了
program 参数错误: <X>调了旧配方|<X>设定值不对|<X>时间设错|<X>换产后动作乱|<X>数值被改|恢复备份后<X>正常
burner 点不着火: <X>点火失败|<X>打火没火焰|<X>连续三次未点燃|<X>电极间隙不对，不着|<X>火检无火|<X>吹扫完就锁定
burner 熄火: <X>烧着烧着灭了|<X>火焰不稳灭掉|<X>运行中断火|<X>大火转小火就灭|<X>无故灭火连锁|<X>火没了报警
conveyor 卡料: <X>卡住不转|<X>里面板结|<X>被铁块别住|<X>堵了料出不来|清掉积料<X>才转|<X>过载，料挤死
conveyor 漏风: <X>吸进外气|<X>叶片磨损，窜风|<X>口子有风|<X>密封不好带风|<X>卸料时倒吹|<X>间隙大，负压丢`

export interface Part {
  readonly system: string
  readonly systemNames: readonly string[]
  /** Its own name and others. */
  readonly names: readonly string[]
  readonly kind: string
}

export interface EquipmentFault {
  /** `system/part/fault`. */
  readonly label: string
  readonly part: Part
  readonly findings: readonly string[]
}

const FAULTS = FAULTS_TEXT.trim()
  .split('\n')
  .map((line) => {
    const [, kind, fault, findings] = /^(\S+) (\S+): (.+)$/.exec(line)!
    return { kind: kind!, fault: fault!, findings: findings!.split('|') }
  })

export const PARTS_OF_PLANT: readonly Part[] = SYSTEMS_TEXT.trim()
  .split('\n')
  .flatMap((line, at, lines) => {
    if (at % 2 === 0) return []
    const systemNames = lines[at - 1]!.split('/')
    return line
      .trim()
      .split('; ')
      .map((text) => {
        const [kind, names] = text.split(': ') as [string, string]
        return { system: systemNames[0]!, systemNames, names: names.split('/'), kind }
      })
  })

/** Every class: a fault of a part of a system. */
export const EQUIPMENT_FAULTS: readonly EquipmentFault[] = PARTS_OF_PLANT.flatMap((part) =>
  FAULTS.filter(({ kind }) => kind === part.kind).map(({ fault, findings }) => ({
    label: `${part.system}/${part.names[0]}/${fault}`,
    part,
    findings,
  })),
)
