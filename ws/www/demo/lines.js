/* The lines of the simulated operator, and who holds them. */
export const lines = [
	{
		number: '13800000001',
		mood: 'good',
		zh: '正常使用，余额 56.20 元',
		en: 'In service, balance ¥56.20',
	},
	{
		number: '13800000002',
		mood: 'bill',
		zh: '欠费单停，欠 35.60 元',
		en: 'Outgoing barred, owes ¥35.60',
	},
	{
		number: '13800000003',
		mood: 'bill',
		zh: '欠费双停，欠 128.00 元',
		en: 'Fully suspended, owes ¥128.00',
	},
	{
		number: '13800000004',
		mood: 'hold',
		zh: '自己申请的停机保号',
		en: 'On hold at the owner’s request',
	},
	{ number: '13800000005', mood: 'hold', zh: '挂失停机', en: 'Reported lost' },
	{ number: '13800000006', mood: 'stop', zh: '风险管控停机', en: 'Stopped by risk control' },
	{
		number: '13800000007',
		mood: 'stop',
		zh: '实名不合规：证件过期',
		en: 'Real name: ID expired',
	},
	{
		number: '13800000008',
		mood: 'stop',
		zh: '公安等部门要求停机',
		en: 'Stopped by order of an authority',
	},
	{
		number: '13800000009',
		mood: 'hold',
		zh: '停机保号，又欠费 20.00 元',
		en: 'On hold, and owes ¥20.00',
	},
	{
		number: '13800000010',
		mood: 'fault',
		zh: '所在地区网络故障',
		en: 'Network outage in the region',
	},
	{
		number: '13800000011',
		mood: 'fault',
		zh: '20 分钟前已缴 50.00 元，仍停机',
		en: 'Paid ¥50.00 20 minutes ago, still off',
	},
	{
		number: '13800000012',
		mood: 'fault',
		zh: '服务密码已锁定',
		en: 'Service password locked',
	},
	{
		number: '13800000013',
		mood: 'bill',
		zh: '预销户，欠 96.00 元',
		en: 'About to be cancelled, owes ¥96.00',
	},
	{ number: '13800000014', mood: 'stop', zh: '已销户', en: 'Cancelled' },
	{ number: '13800000015', mood: 'fault', zh: '短信功能被关闭', en: 'Text messages barred' },
	{
		number: '13800000016',
		mood: 'bill',
		zh: '超信用额度，欠 310.00 元',
		en: 'Over the credit limit, owes ¥310.00',
	},
	{ number: '13800000017', mood: 'bill', zh: '合约昨天到期', en: 'Contract ended yesterday' },
	{
		number: '13800000018',
		mood: 'good',
		zh: '号码没有问题（手机故障）',
		en: 'Nothing wrong (it is the handset)',
	},
	{ number: '13800000019', mood: 'bill', zh: '机主是李四', en: 'Belongs to 李四' },
];

export const owners = [
	{
		name: '张三',
		password: '246810',
		tail: '12345X',
		zh: '其余所有号码',
		en: 'all other numbers',
	},
	{
		name: '李四',
		password: '135246',
		tail: '54321X',
		zh: '尾号 0019',
		en: 'number …0019',
	},
];
