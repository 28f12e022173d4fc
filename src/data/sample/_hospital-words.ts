import { words } from './_pools.ts'

/**
 * Words of hospital notes. Each list is a name of its own, or a part that names are made of: `STEM + FORM`,
 * `COURSE + DISEASE` and so on (see `_hospital.ts`).
 */

export const DISEASES = words(`
  高血压 糖尿病 冠心病 脑梗死 脑出血 心房颤动 心力衰竭 肺炎 支气管炎 支气管哮喘 肺气肿 肺结核 胸膜炎 气胸 肺栓塞
  胃炎 胃溃疡 十二指肠溃疡 反流性食管炎 肠梗阻 阑尾炎 胆囊炎 胆囊结石 胆管炎 胰腺炎 肝硬化 脂肪肝 乙型肝炎
  肾盂肾炎 肾结石 肾病综合征 尿路感染 前列腺增生 痛风 甲状腺功能亢进症 甲状腺功能减退症 甲状腺结节 骨质疏松症
  类风湿关节炎 骨关节炎 腰椎间盘突出症 颈椎病 肩周炎 股骨颈骨折 桡骨远端骨折 湿疹 荨麻疹 带状疱疹 银屑病
  贫血 缺铁性贫血 血小板减少症 淋巴瘤 高脂血症 低钾血症 低蛋白血症 感冒 上呼吸道感染 扁桃体炎 鼻窦炎 中耳炎
  白内障 青光眼 结膜炎 抑郁症 焦虑症 失眠症 偏头痛 癫痫 帕金森病 阿尔茨海默病 三叉神经痛 面神经炎 子宫肌瘤
  盆腔炎 卵巢囊肿 乳腺增生 下肢静脉曲张 深静脉血栓形成 睡眠呼吸暂停综合征 糖尿病足 糖尿病肾病 高血压性心脏病`)

/** Inflammations and the like, and the course that such an illness takes: 慢性胃炎. */
export const COURSES = words(`急性 慢性 复发性 亚急性 重症 轻度`)
export const COURSE_DISEASES = words(`
  支气管炎 胃炎 胆囊炎 胰腺炎 阑尾炎 肾盂肾炎 胸膜炎 扁桃体炎 鼻窦炎 中耳炎 荨麻疹 湿疹 盆腔炎 咽炎 膀胱炎 淋巴结炎 肠炎 前列腺炎`)

/** Infections and what causes them: 病毒性心肌炎. */
export const CAUSES = words(`病毒性 细菌性 真菌性 支原体 化脓性`)
export const INFECTIONS = words(
  `肺炎 结膜炎 心肌炎 肠炎 扁桃体炎 咽炎 脑膜炎 支气管炎 鼻窦炎 角膜炎 皮炎 胸膜炎`,
)

/** What befalls one side or both: 左侧肾结石. */
export const SIDES = words(`双侧 左侧 右侧`)
export const SIDED = words(`
  中耳炎 肾结石 输尿管结石 肾积水 胸腔积液 股骨颈骨折 桡骨远端骨折 腹股沟疝 面神经炎 白内障 青光眼 肩周炎 股骨头坏死 锁骨骨折
  声带息肉 颈动脉狭窄 肾上腺腺瘤 膝骨关节炎 踝关节扭伤 跟腱炎 坐骨神经痛 听神经瘤`)

/** Organs and what befalls them: 左肾囊肿, 肝脏占位性病变. */
export const ORGANS = words(`
  左肾 右肾 双肾 肝脏 脾脏 胰腺 甲状腺 左侧乳腺 右侧乳腺 右肺上叶 右肺下叶 左肺上叶 左肺下叶 子宫 膀胱 胆囊 结肠 直肠
  胃窦 食管 声带 鼻咽部 左侧卵巢 右侧卵巢`)
export const LESIONS = words(`囊肿 息肉 占位性病变 恶性肿瘤 脓肿 感染 良性肿瘤 血管瘤 腺瘤 挫伤 钙化灶`)

export const DRUG_STEMS = words(`
  阿莫西林 头孢克肟 头孢呋辛 头孢曲松 左氧氟沙星 莫西沙星 阿奇霉素 克拉霉素 甲硝唑 奥硝唑 利巴韦林 奥司他韦 氟康唑
  布洛芬 对乙酰氨基酚 双氯芬酸 塞来昔布 曲马多 阿司匹林 氯吡格雷 华法林 利伐沙班 阿托伐他汀 瑞舒伐他汀 非诺贝特
  氨氯地平 硝苯地平 缬沙坦 厄贝沙坦 依那普利 培哚普利 美托洛尔 比索洛尔 呋塞米 螺内酯 氢氯噻嗪 地高辛 胺碘酮
  二甲双胍 格列美脲 阿卡波糖 西格列汀 达格列净 奥美拉唑 泮托拉唑 雷贝拉唑 铝碳酸镁 多潘立酮 莫沙必利 蒙脱石
  孟鲁司特 沙丁胺醇 布地奈德 氨茶碱 氨溴索 乙酰半胱氨酸 氯雷他定 西替利嗪 泼尼松 甲泼尼龙 地塞米松 左甲状腺素
  甲巯咪唑 别嘌醇 非布司他 秋水仙碱 碳酸钙 阿仑膦酸 加巴喷丁 普瑞巴林 卡马西平 左乙拉西坦 舍曲林 艾司西酞普兰
  阿普唑仑 佐匹克隆 多巴丝肼 甲钴胺 坦索罗辛 非那雄胺`)
export const DRUG_FORMS = words(`片 胶囊 缓释片 分散片 颗粒`)

/** Drugs named by their salts. */
export const SALTED = words(`
  盐酸左氧氟沙星 盐酸莫西沙星 盐酸二甲双胍 盐酸曲马多 盐酸氨溴索 盐酸西替利嗪 盐酸坦索罗辛 盐酸舍曲林 盐酸普罗帕酮 盐酸贝那普利
  琥珀酸美托洛尔 酒石酸美托洛尔 苯磺酸氨氯地平 富马酸比索洛尔 马来酸依那普利 硫酸氢氯吡格雷 草酸艾司西酞普兰 枸橼酸莫沙必利
  孟鲁司特钠 双氯芬酸钠 阿托伐他汀钙 瑞舒伐他汀钙 雷贝拉唑钠 厄贝沙坦氢氯噻嗪 缬沙坦氨氯地平 磷酸西格列汀`)

/** Drugs for a drip, and against infections. */
export const INJECTED = words(`
  头孢呋辛钠 头孢曲松钠 头孢哌酮舒巴坦 左氧氟沙星 阿奇霉素 美罗培南 哌拉西林他唑巴坦 克林霉素 甲硝唑 奥硝唑 氟康唑 更昔洛韦`)
export const DRIPS = words(`注射液 氯化钠注射液 葡萄糖注射液`)

/** Drugs by their full names, Chinese patent medicines among them. */
export const DRUGS = words(`
  感冒清热颗粒 连花清瘟胶囊 蒲地蓝消炎口服液 复方甘草片 复方丹参滴丸 速效救心丸 板蓝根颗粒 双黄连口服液 急支糖浆
  强力枇杷露 云南白药胶囊 三九胃泰颗粒 健胃消食片 保和丸 六味地黄丸 银杏叶片 血塞通软胶囊 通心络胶囊 逍遥丸 血府逐瘀胶囊
  胰岛素 门冬胰岛素 甘精胰岛素 低分子肝素钙注射液 氯化钾缓释片 维生素C片 维生素B1片 叶酸片 硝酸甘油 破伤风抗毒素
  青霉素 红霉素软膏 炉甘石洗剂 开塞露 乳果糖 氯化钠注射液 葡萄糖注射液 人血白蛋白 重组人干扰素`)

export const SYMPTOMS = words(`
  咳嗽 咳痰 咯血 发热 畏寒 寒战 胸闷 胸痛 气促 呼吸困难 心悸 乏力 头晕 头痛 恶心 呕吐 腹痛 腹胀 腹泻 便秘 黑便 便血
  反酸 烧心 嗳气 纳差 食欲减退 吞咽困难 黄疸 皮肤瘙痒 尿频 尿急 尿痛 血尿 夜尿增多 排尿困难 水肿 多饮 多尿 消瘦
  盗汗 失眠 多梦 耳鸣 听力下降 视物模糊 复视 鼻塞 流涕 咽痛 声音嘶哑 打喷嚏 肢体麻木 肢体无力 言语不清 口角歪斜
  抽搐 意识不清 晕厥 行走不稳 关节肿痛 晨僵 腰痛 皮疹 牙龈出血 鼻出血 月经不调 痰中带血 夜间阵发性呼吸困难 里急后重`)

/** Parts of the body and how they ail; together one symptom: 右上腹隐痛. */
export const PAINFUL = words(`
  右上腹 左上腹 上腹部 下腹部 右下腹 左下腹 脐周 剑突下 胸骨后 心前区 左侧胸部 右侧胸部 腰背部 左肩 右肩 颈项部 双膝关节
  左膝关节 右膝关节 右髋部 左小腿 双下肢 右足 左手 枕部 双侧颞部 会阴部 骶尾部`)
export const AILMENTS = words(`隐痛 胀痛 绞痛 刺痛 钝痛 疼痛 不适 酸痛 烧灼感 压榨样疼痛 麻木 肿胀 放射痛`)

export const TESTS = words(`
  血常规 尿常规 大便常规 肝功能 肾功能 电解质 空腹血糖 糖化血红蛋白 血脂 凝血功能 D-二聚体 C反应蛋白 降钙素原 血沉
  肌钙蛋白I BNP 心肌酶谱 甲状腺功能 肿瘤标志物 血气分析 血培养 痰培养 尿培养 结核菌素试验 青霉素皮试 心电图 动态心电图
  超声心动图 运动平板试验 冠脉造影 胃镜 肠镜 支气管镜 脑电图 肌电图 肺功能 骨密度 眼底检查 碳13呼气试验 24小时尿蛋白定量
  乙肝两对半 类风湿因子 抗核抗体 HLA-B27 血淀粉酶 脑脊液检查 骨髓穿刺 宫颈TCT 多导睡眠监测 颈动脉超声 OGTT`)

/** Tests that give a number. */
export const BLOOD_TESTS = words(`
  空腹血糖 餐后2小时血糖 C反应蛋白 降钙素原 血淀粉酶 D-二聚体 肌酸激酶同工酶 谷丙转氨酶 谷草转氨酶 血肌酐 血尿酸 总胆固醇 甘油三酯
  BNP 乳酸脱氢酶 甲胎蛋白 癌胚抗原 总胆红素 血清铁蛋白 尿素氮`)

/** Where an image is taken, and by what: 胸部CT is one test, though 胸部 is a part of the body. */
export const IMAGED = words(`
  胸部 头颅 腹部 盆腔 腰椎 颈椎 左膝关节 右膝关节 肝胆胰脾 泌尿系 甲状腺 乳腺 双下肢血管 心脏 副鼻窦 上腹部 骶髂关节`)
export const IMAGINGS = words(`CT MRI 彩超 平扫 增强CT X线 B超 正侧位片 磁共振`)

/** Parts of the body, by what a doctor finds on them. */
export const CHEST = words(
  `双肺 左肺 右肺 左下肺 右下肺 心前区 双侧胸廓 右侧胸壁 左侧胸壁 胸骨左缘 心尖部 背部`,
)
export const BELLY = words(
  `腹部 右下腹 左下腹 上腹部 右上腹 脐周 肝区 双肾区 左侧腹股沟区 耻骨上区 右季肋区 麦氏点`,
)
export const LIMBS = words(`
  四肢 双下肢 左下肢 右下肢 左上肢 右上肢 左足 右足 左手 右手 右踝 左踝 左膝关节 右膝关节 左髋关节 右肩关节 腰骶部 颈部 左前臂 右小腿`)
export const LUMPED = words(`
  甲状腺左叶 甲状腺右叶 颈部淋巴结 锁骨上淋巴结 右侧腋窝 左侧腋窝 左侧乳腺 右侧乳腺 右侧腹股沟区 下颌 耳后 左侧腮腺 枕部`)
export const VISIBLE = words(
  `口唇 咽部 双侧扁桃体 鼻中隔 外耳道 左眼 右眼 巩膜 面部 躯干 颜面 眼睑 舌体 结膜 手背 头皮`,
)
export const IMAGED_ORGANS = words(`
  右肺下叶 左肺上叶 右肺中叶 肝脏 肝右叶 脾脏 左肾 右肾 胆囊 胆总管 胰头 胰尾 甲状腺 子宫 前列腺 膀胱 左侧基底节区 右侧额叶 脑干
  胃窦 十二指肠球部 食管下段 直肠 L4/5椎间盘 腰3椎体 右侧上颌窦 左侧附件 回盲部 纵隔 左侧颞叶`)
