/** One emoji a line: the sign, its codes, then words people look for, English and Chinese. */
const source = `
👍 +1 thumbsup yes agree good 赞 同意 好
👎 -1 thumbsdown no disagree 踩 反对
❤️ heart love red 爱心 红心 喜欢
😂 joy tears laugh lol 笑哭
🎉 tada party celebrate 庆祝 撒花
👀 eyes look see 看 关注
✅ white_check_mark done ok 完成 对勾
🙏 pray thanks please 谢谢 拜托 合十
🚀 rocket ship launch 火箭 发布 上线
🔥 fire hot lit 火 厉害
😄 smile happy 笑 开心
😀 grinning happy 咧嘴笑
😁 grin beam 露齿笑
😆 laughing satisfied 大笑
😅 sweat_smile nervous 苦笑 汗
🤣 rofl rolling 笑翻
🙂 slightly_smiling_face 微笑
🙃 upside_down_face 倒脸
😉 wink 眨眼
😊 blush 害羞 脸红
😇 innocent angel 天使
🥰 smiling_face_with_hearts adore 喜爱
😍 heart_eyes love 色 花痴
🤩 star_struck wow 崇拜
😘 kissing_heart kiss 亲亲
😋 yum tasty 好吃 馋
😛 stuck_out_tongue tongue 吐舌
😜 stuck_out_tongue_winking_eye 调皮
🤪 zany_face crazy 疯
🤗 hugs hug 抱抱
🤭 hand_over_mouth oops 捂嘴
🤫 shushing_face quiet 嘘
🤔 thinking think hmm 思考 想想
🤨 raised_eyebrow doubt 怀疑
😐 neutral_face 无语
😑 expressionless 面无表情
😶 no_mouth silent 沉默
😏 smirk 得意
😒 unamused 不屑
🙄 roll_eyes 白眼
😬 grimacing awkward 尴尬
😌 relieved calm 松口气
😔 pensive sad 失落
😪 sleepy tired 困
😴 sleeping zzz 睡觉
😷 mask ill 口罩
🤒 face_with_thermometer sick 生病
🤕 face_with_head_bandage hurt 受伤
🤢 nauseated_face 恶心
🤧 sneezing_face 打喷嚏
🥵 hot_face heat 热
🥶 cold_face freezing 冷
😵 dizzy_face 晕
🤯 exploding_head mind blown 震惊 爆炸
🥳 partying_face party 派对 庆祝
😎 sunglasses cool 墨镜 酷
🤓 nerd_face 书呆子
🧐 monocle_face inspect 审视
😕 confused 困惑
😟 worried 担心
🙁 slightly_frowning_face 难过
😮 open_mouth surprise 惊讶
😲 astonished 震惊
😳 flushed 脸红 尴尬
🥺 pleading_face please 可怜 求求
😨 fearful scared 害怕
😰 cold_sweat anxious 冷汗
😢 cry sad 哭 伤心
😭 sob crying 大哭
😱 scream shocked 尖叫
😖 confounded 纠结
😞 disappointed 失望
😓 sweat 汗
😩 weary tired 累
😫 tired_face 疲惫
🥱 yawning_face bored 哈欠
😤 triumph huff 哼
😡 rage angry mad 生气
😠 angry 愤怒
🤬 cursing_face swear 骂
😈 smiling_imp devil 恶魔
💀 skull dead 骷髅
💩 poop 便便
🤡 clown_face 小丑
👻 ghost 鬼 幽灵
👽 alien 外星人
🤖 robot bot 机器人
😺 smiley_cat cat 猫
🙈 see_no_evil monkey 不看
🙉 hear_no_evil monkey 不听
🙊 speak_no_evil monkey 不说
👋 wave hello hi bye 挥手 你好 再见
🤚 raised_back_of_hand 手背
✋ raised_hand stop 举手
🖖 vulcan_salute spock 瓦肯
👌 ok_hand perfect 好的
🤌 pinched_fingers 捏手
🤏 pinching_hand small 一点点
✌️ v victory peace 胜利 耶
🤞 crossed_fingers luck 祈祷 好运
🤟 love_you_gesture 爱你
🤘 metal rock 摇滚
🤙 call_me_hand 打电话
👈 point_left 左
👉 point_right 右
👆 point_up_2 up 上
👇 point_down down 下
☝️ point_up 注意
✊ fist_raised 加油
👊 fist punch 碰拳
👏 clap applause 鼓掌
🙌 raised_hands hooray 欢呼
🫶 heart_hands 比心
👐 open_hands 张开手
🤝 handshake deal 握手 合作
✍️ writing_hand write 写
💪 muscle strong 加油 肌肉
🧠 brain 大脑
👂 ear listen 听
🫡 saluting_face salute 敬礼 收到
🤷 shrug dunno 摊手 不知道
🤦 facepalm 捂脸
🙋 raising_hand me 举手
🙆 ok_person 没问题
🙅 no_good 不行
🙇 bow sorry 鞠躬 抱歉
🧑‍💻 technologist developer code 程序员
🏃 runner run 跑
💃 dancer dance 跳舞
👶 baby 宝宝
🧡 orange_heart 橙心
💛 yellow_heart 黄心
💚 green_heart 绿心
💙 blue_heart 蓝心
💜 purple_heart 紫心
🖤 black_heart 黑心
🤍 white_heart 白心
💔 broken_heart 心碎
❣️ heart_exclamation 心叹号
💕 two_hearts 双心
💯 100 perfect 满分
💢 anger 怒
💥 boom collision 爆炸
💫 dizzy 晕
💦 sweat_drops 汗水
💨 dash fast 快
💬 speech_balloon chat 聊天 消息
💭 thought_balloon 想
💤 zzz sleep 睡
🐶 dog 狗
🐱 cat 猫
🐭 mouse 鼠
🐰 rabbit 兔
🦊 fox 狐狸
🐻 bear 熊
🐼 panda 熊猫
🐯 tiger 虎
🦁 lion 狮子
🐮 cow 牛
🐷 pig 猪
🐸 frog 青蛙
🐵 monkey_face 猴
🐔 chicken 鸡
🐧 penguin 企鹅
🐦 bird 鸟
🦉 owl 猫头鹰
🐴 horse 马
🦄 unicorn 独角兽
🐝 bee 蜜蜂
🐛 bug 虫 缺陷
🦋 butterfly 蝴蝶
🐌 snail slow 蜗牛 慢
🐢 turtle slow 乌龟
🐍 snake python 蛇
🐉 dragon 龙
🐙 octopus 章鱼
🐳 whale docker 鲸
🐬 dolphin 海豚
🐟 fish 鱼
🐾 paw_prints 爪印
🌸 cherry_blossom flower 樱花
🌹 rose 玫瑰
🌻 sunflower 向日葵
🌱 seedling sprout 发芽
🌲 evergreen_tree tree 树
🍀 four_leaf_clover luck 四叶草 好运
🍁 maple_leaf 枫叶
🎋 tanabata_tree bamboo 竹
🍎 apple 苹果
🍊 tangerine orange 橘子
🍋 lemon 柠檬
🍌 banana 香蕉
🍉 watermelon 西瓜 吃瓜
🍓 strawberry 草莓
🍑 peach 桃
🥑 avocado 牛油果
🌶️ hot_pepper spicy 辣椒
🍞 bread 面包
🧀 cheese 奶酪
🍔 hamburger 汉堡
🍟 fries 薯条
🍕 pizza 披萨
🌭 hotdog 热狗
🥟 dumpling 饺子
🍜 ramen noodles 面条
🍚 rice 米饭
🍣 sushi 寿司
🍦 icecream 冰淇淋
🍰 cake 蛋糕
🎂 birthday cake 生日 蛋糕
🍪 cookie 饼干
🍫 chocolate_bar 巧克力
🍬 candy 糖
☕ coffee 咖啡
🍵 tea 茶
🧋 bubble_tea milk 奶茶
🍺 beer 啤酒
🍻 beers cheers 干杯
🥂 clinking_glasses cheers 碰杯
🍷 wine_glass 红酒
🥤 cup_with_straw 饮料
🍴 fork_and_knife eat 吃饭
⚽ soccer football 足球
🏀 basketball 篮球
🏓 ping_pong 乒乓球
🏸 badminton 羽毛球
🎾 tennis 网球
🏆 trophy win 奖杯
🥇 1st_place_medal gold 金牌
🎖️ medal_military 勋章
🎯 dart target 目标
🎲 game_die dice 骰子
🎮 video_game 游戏
🎵 musical_note music 音乐
🎧 headphones 耳机
🎤 microphone 话筒
🎬 clapper movie 电影
🎨 art palette 设计 画
🎁 gift present 礼物
🎈 balloon 气球
🎊 confetti_ball 彩带
🧧 red_envelope 红包
🏮 izakaya_lantern 灯笼
🧨 firecracker 鞭炮
🎆 fireworks 烟花
✨ sparkles shiny 闪亮
⭐ star 星
🌟 star2 glowing 闪星
⚡ zap lightning fast 闪电
🌈 rainbow 彩虹
☀️ sunny sun 太阳 晴
⛅ partly_sunny cloud 多云
☁️ cloud 云
🌧️ rain 雨
⛄ snowman 雪人
❄️ snowflake 雪
🌊 ocean wave 海浪
🌙 crescent_moon night 月亮 晚安
🌍 earth globe world 地球
🚗 car 汽车
🚌 bus 公交
🚄 bullettrain train 高铁
✈️ airplane flight 飞机
🚢 ship boat 船
🚲 bike 自行车
🚦 traffic_light 红绿灯
🚧 construction wip 施工
🏠 house home 家
🏢 office 公司
🏥 hospital 医院
🏖️ beach holiday 海滩 度假
⛰️ mountain 山
⌚ watch time 手表
📱 iphone phone 手机
💻 computer laptop 电脑
🖥️ desktop_computer 台式机
⌨️ keyboard 键盘
🖨️ printer 打印机
💾 floppy_disk save 保存
📷 camera 相机
📞 telephone_receiver call 电话
📺 tv 电视
🔋 battery 电池
🔌 electric_plug 插头
💡 bulb idea 灯泡 主意
🔦 flashlight 手电
🕯️ candle 蜡烛
💰 moneybag money 钱
💳 credit_card 信用卡
💎 gem 宝石
🔧 wrench fix 扳手 修复
🔨 hammer build 锤子
⚙️ gear settings 齿轮 设置
🧰 toolbox 工具箱
🧪 test_tube test 测试
🔬 microscope 显微镜
🔭 telescope 望远镜
💊 pill 药
🩹 adhesive_bandage patch 创可贴 补丁
🧹 broom cleanup 扫帚 清理
🔑 key 钥匙
🔒 lock 锁
🔓 unlock 解锁
📦 package ship 包裹 打包
📫 mailbox 邮箱
✉️ envelope mail 信
📝 memo note 备忘 笔记
📄 page_facing_up document 文档
📁 file_folder 文件夹
📅 date calendar 日历
📈 chart_with_upwards_trend up 上涨
📉 chart_with_downwards_trend down 下跌
📊 bar_chart 图表
📌 pushpin pin 置顶
📎 paperclip attach 附件
✂️ scissors cut 剪刀
📚 books 书
🔖 bookmark 书签
🔗 link 链接
🔍 mag search 搜索
🔔 bell notify 提醒
🔕 no_bell mute 静音
📢 loudspeaker announce 公告
📣 mega 喇叭
⏰ alarm_clock 闹钟
⏳ hourglass_flowing_sand wait 沙漏 等
⌛ hourglass 沙漏
❌ x no wrong 错 取消
❓ question 问号
❗ exclamation 感叹号
⚠️ warning 警告
🚫 no_entry_sign forbidden 禁止
⛔ no_entry 禁止
🛑 stop_sign 停
♻️ recycle 回收
✔️ heavy_check_mark 对
➕ heavy_plus_sign plus 加
➖ heavy_minus_sign minus 减
➡️ arrow_right 右箭头
⬅️ arrow_left 左箭头
⬆️ arrow_up 上箭头
⬇️ arrow_down 下箭头
🔄 arrows_counterclockwise refresh 刷新
🔴 red_circle 红
🟠 orange_circle 橙
🟡 yellow_circle 黄
🟢 green_circle 绿 正常
🔵 blue_circle 蓝
🟣 purple_circle 紫
⚫ black_circle 黑
⚪ white_circle 白
🆗 ok 好
🆕 new 新
🆒 cool 酷
🈚 u7121 无
🉐 ideograph_advantage 得
🏁 checkered_flag finish 终点
🚩 triangular_flag_on_post flag 旗
🇨🇳 cn china 中国
🏳️‍🌈 rainbow_flag pride 彩虹旗
`;

export type Emoji = { readonly sign: string; readonly code: string; readonly words: readonly string[] };

export const emojis: readonly Emoji[] = source
  .trim()
  .split('\n')
  .map((line) => {
    const [sign = '', code = '', ...words] = line.split(' ');
    return { sign, code, words };
  });

const byCode = new Map<string, string>();
for (const { sign, code, words } of emojis) {
  byCode.set(code, sign);
  // Other usual codes count too, unless they are some emoji's first.
  for (const word of words) if (/^[a-z0-9_]+$/.test(word) && !byCode.has(word)) byCode.set(word, sign);
}
for (const { sign, code } of emojis) byCode.set(code, sign);

export const emojiByCode = (code: string): string | undefined => byCode.get(code.toLowerCase());

/** The emoji that answer a query, best first. An empty query gives all, the frequent ones first. */
export const findEmojis = (query: string, most: number): readonly Emoji[] => {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return emojis.slice(0, most);
  const score = ({ code, words }: Emoji): number => {
    if (code === wanted) return 4;
    if (code.startsWith(wanted) || words.some((word) => word === wanted)) return 3;
    if (words.some((word) => word.startsWith(wanted))) return 2;
    return code.includes(wanted) || words.some((word) => word.includes(wanted)) ? 1 : 0;
  };
  return emojis
    .map((emoji) => ({ emoji, value: score(emoji) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, most)
    .map(({ emoji }) => emoji);
};
