/**
 * Pinyin without a dictionary: Han characters collate by pinyin under zh, so a character's syllable is that of the last boundary that is not
 * beyond it. The boundaries are the first characters of each syllable (after the table of tiny-pinyin, MIT). Characters with several
 * readings get their usual one. Needs the full ICU of browsers and Node.
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

/** `发布公告 v2` → `['fa', 'bu', 'gong', 'gao', 'v', '2']`: Han characters as syllables, what else there is as it is, without spaces. */
export const pinyinOf = (text: string): string[] =>
  Array.from(text.toLowerCase(), (character) =>
    han.test(character) ? syllableOf(character) : kept.test(character) ? character : '',
  ).filter((part) => part !== '');
