/**
 * Pinyin without a dictionary: Han characters collate by pinyin under zh, so a character's syllable is that of the last boundary that is not
 * beyond it. The boundaries are the first characters of each syllable (after the table of tiny-pinyin, MIT). Other
 * readings of a character are listed beside it. Needs the full ICU of browsers and Node.
 */
const table =
  '阿a哎ai安an肮ang凹ao八ba挀bai扳ban邦bang勹bao卑bei奔ben伻beng屄bi边bian灬biao憋bie汃bin冫bing癶bo峬bu嚓ca偲cai参can仓cang撡cao冊ce嵾cen曽ceng叉cha' +
  '芆chai辿chan伥chang抄chao车che抻chen阷cheng吃chi充chong抽chou出chu揣chuai巛chuan刅chuang吹chui旾chun逴chuo呲ci匆cong凑cou粗cu汆cuan崔cui邨cun' +
  '搓cuo咑da呆dai丹dan当dang刀dao嘚de扥den灯deng氐di甸dian刁diao爹die丁ding丟diu东dong吺dou厾du耑duan垖dui吨dun多duo妸e诶ei奀en鞥eng儿er发fa帆fan匚fang' +
  '飞fei分fen丰feng覅fiao仏fo紑fou夫fu旮ga侅gai甘gan冈gang皋gao戈ge给gei根gen刯geng工gong勾gou估gu瓜gua乖guai关guan光guang归gui丨gun呙guo哈ha咍hai' +
  '佄han夯hang茠hao诃he黒hei拫hen亨heng噷hm叿hong齁hou乎hu花hua怀huai欢huan巟huang灰hui昏hun吙huo丌ji加jia戋jian江jiang艽jiao阶jie巾jin坕jing冂jiong' +
  '丩jiu凥ju姢juan噘jue军jun咔ka开kai刊kan忼kang尻kao匼ke肎ken劥keng空kong抠kou扝ku夸kua蒯kuai宽kuan匡kuang亏kui坤kun扩kuo垃la来lai兰lan啷lang捞lao' +
  '仂le勒lei崚leng哩li俩lia奁lian良liang撩liao毟lie拎lin伶ling溜liu囖lo龙long瞜lou噜lu驴lv娈luan掠lve抡lun罗luo呣m妈ma埋mai嫚man牤mang猫mao么me呅mei' +
  '门men甿meng咪mi宀mian喵miao乜mie民min名ming谬miu摸mo哞mou毪mu拏na腉nai囡nan囔nang孬nao疒ne娞nei恁nen能neng妮ni拈nian娘niang鸟niao捏nie囜nin宁ning' +
  '妞niu农nong羺nou奴nu女nv奻nuan疟nve黁nun挪nuo喔o讴ou妑pa拍pai眅pan乓pang抛pao呸pei喷pen匉peng丕pi囨pian剽piao氕pie姘pin乒ping钋po剖pou仆pu七qi掐qia' +
  '千qian呛qiang悄qiao切qie亲qin靑qing卭qiong丘qiu区qu峑quan缺que夋qun呥ran穣rang娆rao惹re人ren扔reng日ri茸rong厹rou邚ru挼rua堧ruan婑rui瞤run捼ruo' +
  '仨sa毢sai三san桒sang掻sao閪se森sen僧seng杀sha筛shai山shan伤shang弰shao奢she申shen升sheng尸shi収shou书shu刷shua衰shuai闩shuan双shuang脽shui' +
  '吮shun说shuo厶si忪song捜sou苏su狻suan夊sui孙sun唆suo他ta囼tai坍tan汤tang夲tao忑te熥teng剔ti天tian旫tiao帖tie厅ting囲tong偷tou凸tu湍tuan推tui吞tun' +
  '乇tuo穵wa歪wai弯wan尣wang危wei昷wen翁weng挝wo乌wu夕xi虲xia仙xian乡xiang灱xiao些xie心xin星xing凶xiong休xiu吁xu吅xuan削xue坃xun丫ya恹yan央yang幺yao' +
  '倻ye一yi囙yin应ying哟yo佣yong优you扜yu囦yuan曰yue晕yun帀za災zai兂zan匨zang傮zao则ze贼zei怎zen増zeng扎zha捚zhai沾zhan张zhang佋zhao蜇zhe贞zhen' +
  '争zheng之zhi中zhong州zhou朱zhu抓zhua拽zhuai专zhuan妆zhuang隹zhui宒zhun卓zhuo乲zi宗zong邹zou租zu钻zuan厜zui尊zun昨zuo';

/** What else the 3,800 most used characters are read as (made from pinyin-pro, MIT): 重庆 is Chongqing, 音乐 yinyue, 单 a family called Shan. */
const others =
  '阿e艾yi凹wa奥yu扒pa耙pa罢pi柏bo扳pan般bo,pan拌pan膀pang磅pang蚌beng剥bao薄bo堡bu,pu暴pu被pi辟bi臂bei扁pian便pian勃bei伯bai泊bo卜bu,pu不fou簿bo' +
  '参shen,cen,san藏zang侧ze,zhai查zha差chai,ci拆ca掺xian,can,shan颤zhan长chang厂an,han朝zhao嘲zhao车ju称chen乘sheng澄deng匙chi尺che仇qiu臭xiu' +
  '揣tuan,zhui传zhuan幢zhuang淳zhun绰chao撮zuo大dai单shan,chan掸shan惮da弹tan得dei的di翟zhai底de地di弟ti,tui颠dian掂dian滇dian碘dian点dian典dian' +
  '电dian佃dian,tian甸tian,sheng调tiao,zhou丁zheng侗tong恫tong洞tong都du毒dai读dou度duo兑rui,yue蹲cun敦dui顿du囤tun堕hui蛾yi恶wu番pan繁po份bin' +
  '冯ping佛fo,bi,bo否pi拂bi脯fu盖ge,he港jiang皋hao镐hao胳ga疙yi革ji蛤ge给ji谷yu广an龟jun,qiu柜ju棍hun夯ben呵a喝ye核hu和huo,hu合ge貉mo,he嘿mo亨peng' +
  '虹jiang红gong唬xia坏pei,pi还huan会kuai豁hua稽qi缉qi伎qi祭zhai夹ga,xia家jie贾gu价jie槛jian见xian将qiang疆qiang降xiang嚼jiao侥yao脚jue角jue缴zhuo' +
  '剿chao揭qi桔ju解xie藉jie芥gai劲jing景ying颈geng净cheng拘gou咀zui句gou觉jiao浚xun咖ga卡qia咯luo,ka,lo楷jie扛gang亢hang,gang苛he壳qiao咳ke吭hang挎ku' +
  '傀gui溃hui括gua蜡zha腊xi姥mu烙luo勒le乐yue,yao,lao肋le棱ling俩liang潦lao了liao六lu碌liu露lou陆liu率shuai绿lu纶guan落la,lao络lao埋man脉mo瞒men蔓wan' +
  '氓meng冒mo么mo,ma,yao没mo糜mei谜mei秘bi泌bi模mu摩ma抹ma莫mu牟mu哪nai,ne,nei那nei娜nuo南na难nuo淖chuo,zhuo呢ni内na能nai溺niao捻nie尿sui弄long女ru' +
  '疟yao哦e旁bang胖pan刨bao炮bao彭bang频bin苹peng屏bing迫pai埔pu朴po,piao曝bao瀑bao期ji栖xi其ji奇ji齐ji,zi,zhai岂kai契qie,xie砌qie铅yan乾gan浅jian' +
  '堑zan,jian嵌kan强jiang抢cheng鞘shao俏xiao茄qie且qie,ju亲qing趋cu区ou渠ju趣cu圈juan券xuan炔que雀qiao戎rong绒rong若re洒xi鳃xi塞se色shai莎suo刹cha' +
  '杉sha裳chang梢sao芍que蛇yi摄nie射ye,yi沈chen省xing盛cheng石dan拾she什shi食si,yi识zhi适kuo氏zhi熟shou属zhu术zhu数shuo衰cui谁shui,shei说shui,yue' +
  '硕shi思sai伺si似shi宿xiu隋duo孙xun缩su她jie汤shang倘chang淌chang陶yao提di填zhen跳tao褪tun屯zhun驮duo拓tuo,zhi宛yuan万mo亡wu尾yi蔚yu尉yu挝zhua涡guo' +
  '斡guan无mo吾yu铣xian洗xian系ji戏hu虾ha厦xia吓he纤qian县xuan详yang巷hang削xiao嚣ao校jiao些suo挟jia邪ya,ye,yu,xu泄yi信shen行hang,heng休xu戌qu嘘shi' +
  '许hu畜xu血xie咽ye羊xiang仰ang叶xie遗wei疑ni殷yan涌chong俞shu愉tou吁yu育yo员yun约yao钥yue咱za攒cuan责zhai择zhai泽shi曾zeng扎za喳cha轧zha,ga' +
  '栅shan,shi,ce咋ze,zha粘nian辗nian崭chan召shao折she这zhei枝qi吱zi殖shi峙shi种chong重chong粥yu朱shu著zhuo,zhe助chu爪zhua拽ye转zhuai赚zuan椎chui' +
  '追dui捉zhuo拙zhuo桌zhuo琢zhuo着zhuo,zhao灼zhuo兹ci仔zai综zeng卒cu柞zuo覃qin缪miu,liao,miao,mu乜nie隗kui谌shen褚zhu郗chi瞿ju泷shuang浒xu伽qie,ga' +
  '晟sheng阚han';

const otherReadings = new Map<string, readonly string[]>(
  Array.from(others.matchAll(/(\p{Script=Han})([a-z,]+)/gu), ([, character = '', syllables = '']) => [
    character,
    syllables.split(','),
  ]),
);

const boundaries = Array.from(table.matchAll(/(\p{Script=Han})([a-z]+)/gu), ([, first = '', syllable = '']) => ({
  first,
  syllable,
}));

const han = /\p{Script=Han}/u;
const kept = /[\p{L}\p{N}]/u;
let collator: Intl.Collator | undefined;

/** The syllable of a Han character; '' where there is none for it. */
function syllableOf(character: string): string {
  collator ??= new Intl.Collator('zh-Hans-CN-u-co-pinyin');
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (collator.compare(character, boundaries[middle]?.first ?? '') < 0) high = middle;
    else low = middle + 1;
  }
  return boundaries[low - 1]?.syllable ?? '';
}

/** All syllables of each character of a name, the usual one first; what is not Han as it is, without spaces. */
export const readingsOf = (text: string): string[][] =>
  Array.from(text.toLowerCase(), (character) =>
    han.test(character)
      ? [...new Set([syllableOf(character), ...(otherReadings.get(character) ?? [])])].filter((one) => one !== '')
      : kept.test(character)
        ? [character]
        : [],
  ).filter((readings) => readings.length > 0);

/** `发布公告 v2` → `['fa', 'bu', 'gong', 'gao', 'v', '2']`: Han characters as syllables, what else there is as it is, without spaces. */
export const pinyinOf = (text: string): string[] =>
  Array.from(text.toLowerCase(), (character) =>
    han.test(character) ? syllableOf(character) : kept.test(character) ? character : '',
  ).filter((part) => part !== '');
