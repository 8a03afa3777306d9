/*
 * Read where something was paid.
 *
 * No verb is asked for: 微信 alone answers "where did you pay?".
 */
#include "intents/readers.h"

static const struct mention CHANNELS[] = {
	{NULL, MENTION_WORDS("微信号", "微信群", "微信好友", "微信登", "微信验证", "微信联系",
			     "加微信", "加个微信", "银行短信", "银行验证", "app登", "app store",
			     "human agent", "live agent", "bank account", "让我转账", "叫我转账",
			     "要我转账", "上网上", "网上不")},
	{"wechat", MENTION_WORDS("微信", "公众号", "wechat", "weixin", "vx", "wx")},
	{"alipay", MENTION_WORDS("支付宝", "花呗", "余额宝", "alipay", "zfb")},
	{"app", MENTION_WORDS("手机营业厅", "掌上营业厅", "手厅", "掌厅", "客户端", "app", "apps")},
	{"online",
	 MENTION_WORDS("网上营业厅", "网厅", "网上", "官网", "网站", "网页", "淘宝", "天猫", "京东",
		       "拼多多", "抖音", "美团", "闲鱼", "taobao", "tmall", "jd", "pinduoduo",
		       "douyin", "meituan", "online", "website")},
	{"machine",
	 MENTION_WORDS("自助机", "自助终端", "自助缴费机", "自助充值机", "自助服务机", "缴费机",
		       "充值机", "kiosk", "self-service machine", "payment machine")},
	{"agent",
	 MENTION_WORDS("代理店", "代理点", "代理商", "代办点", "代收点", "代缴点", "合作厅",
		       "手机店", "便利店", "小卖部", "超市", "convenience store", "agent shop",
		       "agent store", "local agent", "dealer", "reseller", "supermarket")},
	{"shop",
	 MENTION_WORDS("营业厅", "营业点", "营业网点", "门店", "柜台", "实体店", "专卖店", "厅里",
		       "shop", "store", "service hall", "business hall", "counter", "outlet")},
	{"card", MENTION_WORDS("充值卡", "缴费卡", "话费卡", "刮刮卡", "top-up card", "topup card",
			       "recharge card", "prepaid card", "scratch card", "voucher")},
	{"bank", MENTION_WORDS("银行", "网银", "银联", "云闪付", "信用卡", "储蓄卡", "借记卡",
			       "工行", "建行", "农行", "招行", "转账", "代扣", "刷卡", "bank",
			       "unionpay", "credit card", "debit card", "atm")},
};

void channels_read(struct slot_reader *reader)
{
	reader_mentions(reader, "channel", CHANNELS, sizeof CHANNELS / sizeof *CHANNELS);
}
