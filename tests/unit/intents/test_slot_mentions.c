/*
 * Regions, channels of payment and whose line it is are read, and what looks like them is not.
 */
#include "slot_rows.h"

static void regions_are_read(void **state)
{
	static const struct row rows[] = {
		{"我在广东", "region=广东"},
		{"广东省", "region=广东"},
		{"广东深圳的号", "region=广东 region=深圳"},
		{"深圳市", "region=深圳"},
		{"內蒙古", "region=内蒙古"},
		{"内蒙古自治区呼和浩特", "region=内蒙古 region=呼和浩特"},
		{"广西壮族自治区", "region=广西"},
		{"香港特别行政区", "region=香港"},
		{"臺灣", "region=台湾"},
		{"黑龙江哈尔滨", "region=黑龙江 region=哈尔滨"},
		{"上海南站", "region=上海"},
		{"人在外地，号是成都的", "region=成都"},
		{"乌鲁木齐", "region=乌鲁木齐"},
		{"I am in Shanghai", "region=上海"},
		{"a Guangdong number", "region=广东"},
		{"Hong Kong", "region=香港"},
		{"Xi'an", "region=西安"},
		{"Xi’an", "region=西安"},
		{"shaanxi or shanxi", "region=陕西 region=山西"},
		{"Inner Mongolia", "region=内蒙古"},
		{"beijing,shenzhen", "region=北京 region=深圳"},
		{"充值完成都没到账", ""},
		{"东西安全吗", ""},
		{"北京时间8点", ""},
		{"南京路", ""},
		{"shanghaied", ""},
		{"外省", ""},
	};

	(void)state;
	CHECK(rows);
}

static void channels_of_payment_are_read(void **state)
{
	static const struct row rows[] = {
		{"微信", "channel=wechat"},
		{"用微信充的", "channel=wechat"},
		{"在公众号交的", "channel=wechat"},
		{"WeChat Pay", "channel=wechat"},
		{"支付宝充了五十", "amount_fen=5000 channel=alipay"},
		{"paid by Alipay", "channel=alipay"},
		{"在营业厅交的", "channel=shop"},
		{"网上营业厅", "channel=online"},
		{"手机营业厅充的", "channel=app"},
		{"App里交的", "channel=app"},
		{"in the app", "channel=app"},
		{"银行代扣", "channel=bank"},
		{"工行转的", "channel=bank"},
		{"bank transfer", "channel=bank"},
		{"credit card", "channel=bank"},
		{"充值卡", "channel=card"},
		{"recharge card", "channel=card"},
		{"自助机上缴的", "channel=machine"},
		{"kiosk", "channel=machine"},
		{"代理店交的钱", "channel=agent"},
		{"楼下超市", "channel=agent"},
		{"淘宝买的", "channel=online"},
		{"京东", "channel=online"},
		{"at the shop", "channel=shop"},
		{"on taobao", "channel=online"},
		{"加我微信号", ""},
		{"上网上不了", ""},
		{"he told me shopping", ""},
		{"talk to a human agent", ""},
		{"happy", ""},
		{"对方让我转账", ""},
	};

	(void)state;
	CHECK(rows);
}

static void whose_line_it_is_is_read(void **state)
{
	static const struct row rows[] = {
		{"我妈的号", "relation=parent"},
		{"帮我爸问一下", "relation=parent"},
		{"老妈的手机停了", "relation=parent"},
		{"my mother's line", "relation=parent"},
		{"for my dad", "relation=parent"},
		{"我老公的号", "relation=spouse"},
		{"老婆", "relation=spouse"},
		{"my wife's phone", "relation=spouse"},
		{"孩子的卡", "relation=child"},
		{"我儿子", "relation=child"},
		{"my daughter's number", "relation=child"},
		{"爷爷的老年机", "relation=grandparent"},
		{"外婆", "relation=grandparent"},
		{"my grandma", "relation=grandparent"},
		{"我姐的号", "relation=sibling"},
		{"弟弟", "relation=sibling"},
		{"my brother", "relation=sibling"},
		{"帮朋友问", "relation=friend"},
		{"男朋友的号", "relation=friend"},
		{"a friend of mine", "relation=friend"},
		{"同事的号", "relation=colleague"},
		{"my colleague", "relation=colleague"},
		{"公司的卡", "relation=company"},
		{"我们单位的号", "relation=company"},
		{"our company line", "relation=company"},
		{"本人", "relation=own"},
		{"我自己的号", "relation=own"},
		{"my own number", "relation=own"},
		{"帮别人问", "relation=other"},
		{"替老人办", "relation=other"},
		{"公司统一办的", "relation=company"},
		{"邻居的号", "relation=other"},
		{"on behalf of my mother", "relation=parent"},
		{"on behalf of someone", "relation=other"},
		{"on behalf of a customer", "relation=other"},
		{"他妈的停机了", ""},
		{"妈的", ""},
		{"你们公司", ""},
		{"移动公司的规定", ""},
		{"朋友圈", ""},
		{"别人打不进来", ""},
		{"小姐姐在吗", ""},
		{"reason", ""},
		{"your company", ""},
	};

	(void)state;
	CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(regions_are_read),
		cmocka_unit_test(channels_of_payment_are_read),
		cmocka_unit_test(whose_line_it_is_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
