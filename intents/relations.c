/*
 * Read whose line it is that somebody writes about.
 *
 * 妈 alone is no mother: it swears as often. 公司 alone is as often the operator, and 别人 the one
 * who does not get through.
 */
#include "intents/readers.h"

static const struct mention RELATIONS[] = {
	{NULL, MENTION_WORDS("他妈", "你妈", "朋友圈", "小姐姐", "小哥哥", "非本人", "你们公司",
			     "你公司", "贵公司", "移动公司", "联通公司", "电信公司", "广电公司",
			     "通信公司", "your company", "phone company", "customer's")},
	{"own", MENTION_WORDS("我自己", "我本人", "本人", "自己的", "我的号", "我的卡", "我的手机",
			      "我的电话", "my own", "my number", "my line", "my phone", "my sim",
			      "myself")},
	{"parent", MENTION_WORDS("爸爸", "老爸", "我爸", "咱爸", "俺爸", "我的爸", "帮爸", "给爸",
				 "替爸", "妈妈", "老妈", "我妈", "咱妈", "俺妈", "我的妈", "帮妈",
				 "给妈", "替妈", "父亲", "母亲", "父母", "爸妈", "我爹", "我娘",
				 "岳父", "岳母", "公公", "婆婆", "mother", "mom", "mum", "mommy",
				 "father", "dad", "parent", "parents")},
	{"spouse", MENTION_WORDS("老公", "老婆", "丈夫", "妻子", "爱人", "媳妇", "我先生", "我太太",
				 "我对象", "husband", "wife", "spouse")},
	{"child", MENTION_WORDS("儿子", "女儿", "孩子", "小孩", "闺女", "我娃", "son", "daughter",
				"child", "kid", "kids", "children")},
	{"grandparent",
	 MENTION_WORDS("爷爷", "奶奶", "外公", "外婆", "姥姥", "姥爷", "祖父", "祖母",
		       "grandmother", "grandma", "grandfather", "grandpa", "grandparents")},
	{"sibling", MENTION_WORDS("哥哥", "弟弟", "姐姐", "妹妹", "我哥", "我弟", "我姐", "我妹",
				  "brother", "sister")},
	{"friend", MENTION_WORDS("男朋友", "女朋友", "朋友", "同学", "室友", "闺蜜", "friend",
				 "boyfriend", "girlfriend", "classmate", "roommate")},
	{"colleague", MENTION_WORDS("同事", "我老板", "我领导", "我们员工", "我的员工", "colleague",
				    "coworker", "co-worker", "my boss")},
	{"company",
	 MENTION_WORDS("我们公司", "我公司", "咱公司", "公司的", "公司统一", "公司名下", "公司卡",
		       "公司号", "帮公司", "给公司", "我们单位", "我单位", "单位的", "单位卡",
		       "单位号", "企业的", "my company", "our company", "company phone",
		       "company line", "company number")},
	{"other", MENTION_WORDS("帮别人", "替别人", "给别人", "别人的", "家人", "家里人", "亲戚",
				"邻居", "叔叔", "阿姨", "舅舅", "姑姑", "房东", "帮人", "替人",
				"帮老人", "替老人", "someone else", "relative", "neighbor",
				"neighbour", "uncle", "aunt", "cousin")},
};

/* Somebody's, but not whose: said beside one of the others, it adds nothing. */
static const struct mention UNTOLD[] = {
	{"other", MENTION_WORDS("代人", "on behalf of")},
};

void relations_read(struct slot_reader *reader)
{
	reader_mentions(reader, "relation", RELATIONS, sizeof RELATIONS / sizeof *RELATIONS);
	if (!understanding_slot(reader->out, "relation"))
		reader_mentions(reader, "relation", UNTOLD, sizeof UNTOLD / sizeof *UNTOLD);
}
