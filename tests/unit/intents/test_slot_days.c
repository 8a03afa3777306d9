/*
 * Days and spans are read as people write and say them. Now is Wednesday 2026-11-25, noon.
 */
#include "slot_rows.h"

static void days_and_spans_are_read(void **state)
{
	static const struct row rows[] = {
		{"明天", "date=2026-11-26"},
		{"昨天停的", "when=2026-11-24 date=2026-11-24"},
		{"大后天", "date=2026-11-28"},
		{"2026-12-01", "date=2026-12-01"},
		{"2026年12月1日", "date=2026-12-01"},
		{"十二月一号", "date=2026-12-01"},
		{"3月5号", "date=2027-03-05"},
		{"下个月一号", "date=2026-12-01"},
		{"15号", "date=2026-12-15"},
		{"28号", "date=2026-11-28"},
		{"下周一", "date=2026-11-30"},
		{"周五", "date=2026-11-27"},
		{"next monday", "date=2026-11-30"},
		{"tomorrow", "date=2026-11-26"},
		{"5月份的账单", ""},
		{"10月套餐", ""},
		{"2月31号", ""},
		{"停两个月", "months=2"},
		{"半年", "months=6"},
		{"一年", "months=12"},
		{"三天", "days=3"},
		{"两个星期", "days=14"},
		{"for three months", "months=3"},
		{"half a year", "months=6"},
		{"two weeks", "days=14"},
		{"大后天去", "date=2026-11-28"},
		{"后天", "date=2026-11-27"},
		{"the day after tomorrow", "date=2026-11-27"},
		{"2027年1月5号", "date=2027-01-05"},
		{"27年1月5日", "date=2027-01-05"},
		{"二零二七年一月五日", "date=2027-01-05"},
		{"2026-12-1", "date=2026-12-01"},
		{"明年3月5号", "date=2027-03-05"},
		{"十二月二十五", "date=2026-12-25"},
		{"下月1号", "date=2026-12-01"},
		{"下个月的十五号", "date=2026-12-15"},
		{"次月1日", "date=2026-12-01"},
		{"这个月30号", "date=2026-11-30"},
		{"月底", "date=2026-11-30"},
		{"下个月底", "date=2026-12-31"},
		{"下月初", "date=2026-12-01"},
		{"二十八号", "date=2026-11-28"},
		{"下下周一", "date=2026-12-07"},
		{"下星期天", "date=2026-12-06"},
		{"这周五", "date=2026-11-27"},
		{"周三", "date=2026-11-25"},
		{"礼拜六", "date=2026-11-28"},
		{"monday", "date=2026-11-30"},
		{"on friday", "date=2026-11-27"},
		{"next friday", "date=2026-12-04"},
		{"december 1", "date=2026-12-01"},
		{"Dec 1st", "date=2026-12-01"},
		{"1 December 2026", "code=2026 date=2026-12-01"},
		{"January 5, 2027", "code=2027 date=2027-01-05"},
		{"the 1st of next month", "date=2026-12-01"},
		{"the first of next month", "date=2026-12-01"},
		{"from the 15th", "date=2026-12-15"},
		{"by the end of next month", "date=2026-12-31"},
		{"一个多星期", "days=7"},
		{"end of the month", "date=2026-11-30"},
		{"停3个月", "months=3"},
		{"停 3 个月", "months=3"},
		{"三个多月", "months=3"},
		{"一年零三个月", "months=15"},
		{"三个月零五天", "months=3 days=5"},
		{"今晚", "date=2026-11-25"},
		{"明早", "date=2026-11-26"},
		{"一年半", "months=18"},
		{"两年半", "months=30"},
		{"停俩月", "months=2"},
		{"两月", "months=2"},
		{"一个季度", "months=3"},
		{"一百八十天", "days=180"},
		{"90天", "days=90"},
		{"半个月", "days=15"},
		{"一个半月", "days=45"},
		{"俩礼拜", "days=14"},
		{"a month", "months=1"},
		{"6-month hold", "months=6"},
		{"a year", "months=12"},
		{"30 days", "days=30"},
		{"从12月1号到2月1号", "date=2026-12-01 until=2027-02-01 date=2027-02-01"},
	};

	(void)state;
	CHECK(rows);
}

static void until_when_is_read_and_a_month_is_its_first_day(void **state)
{
	static const struct row rows[] = {
		{"到明年三月", "until=2027-03-01"},
		{"停到明年3月份", "until=2027-03-01"},
		{"到三月", "until=2027-03-01"},
		{"到今年12月", "until=2026-12-01"},
		{"until next March", "until=2027-03-01"},
		{"till june", "until=2027-06-01"},
		{"明年三月", ""},
		{"next March", ""},
		{"到3月1号", "until=2027-03-01 date=2027-03-01"},
		{"until march 5", "until=2027-03-05 date=2027-03-05"},
	};

	(void)state;
	CHECK(rows);
}

static void what_is_over_says_since_when(void **state)
{
	static const struct row rows[] = {
		{"三天前停的", "when=2026-11-22"},
		{"3天以前", "when=2026-11-22"},
		{"两个星期前", "when=2026-11-11"},
		{"一个月前", "when=2026-10-25"},
		{"一年多以前", "when=2025-11-25"},
		{"半年前", "when=2026-05-25"},
		{"一年前", "when=2025-11-25"},
		{"九个月前", "when=2026-02-25"},
		{"半个月之前", "when=2026-11-10"},
		{"前两天", "when=2026-11-23"},
		{"两小时前", "when=2026-11-25"},
		{"13个小时前", "when=2026-11-24"},
		{"十分钟前充的", "when=2026-11-25"},
		{"半小时前", "when=2026-11-25"},
		{"three days ago", "when=2026-11-22"},
		{"two weeks ago", "when=2026-11-11"},
		{"a month ago", "when=2026-10-25"},
		{"2 hours ago", "when=2026-11-25"},
		{"刚才还能打", "when=2026-11-25"},
		{"刚刚停机", "when=2026-11-25"},
		{"我刚充的话费", "when=2026-11-25"},
		{"今天早上就没信号", "when=2026-11-25"},
		{"今早", "when=2026-11-25"},
		{"this morning", "when=2026-11-25"},
		{"it stopped just now", "when=2026-11-25"},
		{"昨晚", "when=2026-11-24 date=2026-11-24"},
		{"前天", "when=2026-11-23 date=2026-11-23"},
		{"大前天", "when=2026-11-22 date=2026-11-22"},
		{"yesterday", "when=2026-11-24 date=2026-11-24"},
		{"the day before yesterday", "when=2026-11-23 date=2026-11-23"},
		{"last night", "when=2026-11-24 date=2026-11-24"},
		{"上个月", "when=2026-10-01"},
		{"上月停的", "when=2026-10-01"},
		{"上周", "when=2026-11-16"},
		{"上个星期", "when=2026-11-16"},
		{"去年", "when=2025-01-01"},
		{"last week", "when=2026-11-16"},
		{"last month", "when=2026-10-01"},
		{"last year", "when=2025-01-01"},
		{"上个月15号", "when=2026-10-15 date=2026-10-15"},
		{"去年12月1号", "when=2025-12-01 date=2025-12-01"},
		{"2026年11月1日", "when=2026-11-01 date=2026-11-01"},
		{"上周五", "when=2026-11-20 date=2026-11-20"},
		{"上上周五", "when=2026-11-13 date=2026-11-13"},
		{"last monday", "when=2026-11-23 date=2026-11-23"},
		{"since friday", "when=2026-11-20 date=2026-11-20"},
		{"since november 3", "when=2026-11-03 date=2026-11-03"},
		{"11月20日晚上就打不出去了", "when=2026-11-20 date=2026-11-20"},
		{"从10月份就停机了", "when=2026-10-01"},
		{"12月份交的费", "when=2025-12-01"},
		{"今天下午充的", "when=2026-11-25 date=2026-11-25"},
		{"15号停的", "when=2026-11-15 date=2026-11-15"},
		{"28号就停了", "when=2026-10-28 date=2026-10-28"},
		{"28号停的", "when=2026-10-28 date=2026-10-28"},
		{"11月3号交的", "when=2026-11-03 date=2026-11-03"},
		{"12月3号交的", "when=2025-12-03 date=2025-12-03"},
		{"周一停的", "when=2026-11-23 date=2026-11-23"},
		{"99年5月1日", "when=1999-05-01 date=1999-05-01"},
		{"1990年1月1日", "when=1990-01-01 date=1990-01-01"},
		{"周五停的", "when=2026-11-20 date=2026-11-20"},
		{"停了三天了", "days=3"},
		{"今天能复机吗", "date=2026-11-25"},
		{"15号停两个月", "date=2026-12-15 months=2"},
	};

	(void)state;
	CHECK(rows);
}

static void what_is_no_day_is_not_read(void **state)
{
	static const struct row rows[] = {
		{"2月31号", ""},
		{"二月三十号", ""},
		{"13月1号", ""},
		{"32号", ""},
		{"15号线", ""},
		{"第三天", ""},
		{"两三天", ""},
		{"三五个月", ""},
		{"几个月", ""},
		{"十几天", ""},
		{"几天前", ""},
		{"一天到晚没信号", ""},
		{"三天两头停机", ""},
		{"二年级", ""},
		{"一周年活动", ""},
		{"18周岁", ""},
		{"2000年", ""},
		{"18年办的", ""},
		{"24小时", ""},
		{"每周一", ""},
		{"每月1号扣费", ""},
		{"一周三次", "days=7"},
		{"3月5元", "amount_fen=500"},
		{"一万两千三百天", ""},
		{"10086", ""},
		{"二次实名", ""},
		{"一证五户", ""},
		{"流量5个G", ""},
		{"you may call", ""},
		{"first of all", ""},
		{"three people", ""},
		{"secondhand", ""},
	};

	(void)state;
	CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_and_spans_are_read),
		cmocka_unit_test(until_when_is_read_and_a_month_is_its_first_day),
		cmocka_unit_test(what_is_over_says_since_when),
		cmocka_unit_test(what_is_no_day_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
