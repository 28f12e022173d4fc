import { words } from './_pools.ts'

/** Words of equipment-fault lines: what failed, which part of it, where and when. Dev and test have some of their own. */

export const MACHINES = words(`
  1号空压机 2号空压机 冷却水泵 循环水泵 给水泵 引风机 送风机 排烟风机 除尘风机 罗茨风机 数控车床 立式加工中心 龙门铣床 磨床 注塑机
  液压机 冲床 折弯机 皮带输送机 螺旋输送机 斗式提升机 刮板机 球磨机 破碎机 振动筛 搅拌罐 离心机 反应釜 码垛机器人 焊接机器人
  AGV小车 桥式起重机 电动葫芦 贴标机 灌装机 封箱机 包装机 分拣线 涂布机 印刷机 烘干炉 回转窑 冷水机组 冷却塔 锅炉给煤机
  轧机 剪板机 真空泵 计量泵 污泥泵 挤出机 织布机 梳棉机 卷绕机 电梯曳引机 发电机组 汽轮机 造粒机 混料机 叉车`)

export const PLACES = words(`
  一车间 二车间 三号线 装配线 东区泵房 西区泵房 配电室 动力站 包装车间 原料库 涂装线 5号工位 炼钢区 污水站 锅炉房 成品库`)

/** Rotating parts, for bearing, lubrication, balance and alignment. */
export const ROTORS = words(
  `驱动端 非驱动端 主轴 电机侧 减速机输入端 减速机高速轴 叶轮侧 从动轮 惰轮 联轴器侧 丝杠支撑端 风机侧`,
)

/** Places that leak. */
export const SEALS = words(
  `机械密封 轴封 油缸活塞杆 法兰接口 填料函 油管接头 泵盖 阀杆 齿轮箱端盖 液压站出口 回油管 换热器管板`,
)

export const SENSORS = words(
  `温度传感器 压力变送器 接近开关 液位计 流量计 编码器 光电开关 振动探头 称重传感器 位移传感器 热电偶 氧量计`,
)

export const NETWORKS = words(
  `Profinet 现场总线 交换机 远程IO站 Modbus从站 CAN总线 无线AP 光纤收发器 上位机 OPC服务器 触摸屏 DP接头`,
)

export const PIPES = words(
  `进口滤网 喷嘴 滤芯 旋流器 下料口 冷却水管 吸风口 加药管 排渣口 油路滤清器 雾化喷头 换热器管程`,
)

export const AIR_PARTS = words(
  `气缸 电磁阀 三联件 气源总管 夹爪 真空吸盘 储气罐 气动阀 快插接头 减压阀 气动离合器 吹扫管`,
)

export const OIL_PARTS = words(
  `主油泵 比例阀 溢流阀 液压站 蓄能器 油冷器 顶出油缸 合模油缸 伺服阀 换向阀 油箱 增压缸`,
)

export const CABINETS = words(
  `接触器 断路器 控制柜 变频器 接线盒 母排 电缆头 端子排 热继电器 软启动器 滑环 电容柜`,
)

export const BELTS = words(
  `三角带 同步带 输送皮带 传动带 多楔带 平皮带 主传动皮带 滚筒包胶 张紧轮 托辊 改向滚筒 链条`,
)

export const PROGRAMS = words(
  `PLC CNC系统 机器人控制器 HMI 配方程序 伺服驱动器 运动控制卡 安全PLC 工控机 自动模式 联锁逻辑 换产程序`,
)

export const CUTTERS = words(`立铣刀 车刀 钻头 丝锥 铣刀盘 砂轮 冲头 切刀 剪刃 镗刀 锯片 模具刃口`)
