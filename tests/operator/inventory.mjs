/*
 * The inventories of the operator of the tests: what it says of a line, as its product (TMF637) and, in version 5, as the
 * service behind it (TMF638), which alone says that a line that works cannot send messages.
 */
const PRODUCT = '/tmf-api/productInventory/v4';
const REASONS = { ARREARS_OUT: 'arrearsOut', ARREARS_FULL: 'ArrearsFull', CREDIT_LIMIT: 'creditLimit',
	VOLUNTARY_HOLD: 'VOLUNTARY', LOST: 'lost', REALNAME: 'realName', FRAUD_RISK: 'fraudRisk',
	AUTHORITY: 'authority', SMS_OR_CALL_BARRED: 'serviceBarred ', CONTRACT_END: 'contractEnd',
	PRE_CANCEL: 'preCancel', CANCELLED: 'cancelled', SYSTEM_FAULT: 'systemFault',
	ACCOUNT_LOCK: 'accountLock', DEVICE_SIDE: 'deviceSide' };
const WORKING = ['OUTAGE', 'ACCOUNT_LOCK', 'DEVICE_SIDE', 'SMS_OR_CALL_BARRED'];

export const date = (ms) => (ms === undefined ? undefined : new Date(ms).toISOString());

function status(holds) {
	const has = (cause) => holds.some((hold) => hold.cause === cause);

	if (has('CANCELLED'))
		return 'terminated';
	if (has('PRE_CANCEL'))
		return 'pendingTerminate';
	return holds.every((hold) => WORKING.includes(hold.cause)) ? 'active' : 'Suspended';
}

function product4(record) {
	const holds = record.holds.filter((hold) => REASONS[hold.cause]).map((hold) => ({
		reason: REASONS[hold.cause], since: hold.since ? date(hold.since) : undefined }));
	const named = { brand: record.carrier, province: record.province, region: record.region,
		suspensionHolds: holds };

	return {
		'@type': 'Product', id: `P${record.number}`, href: `${PRODUCT}/product/P${record.number}`,
		productSerialNumber: record.number, status: status(record.holds),
		terminationDate: date(record.cancel),
		billingAccount: { id: `A${record.number}` },
		relatedParty: [{ id: `C${record.number}`, role: 'Customer', '@referredType': 'Customer' }],
		realizingService: [{ id: `S${record.number}` }],
		productTerm: record.contractEnd && [{ name: '合约', validFor: { endDateTime: date(record.contractEnd) } }],
		productCharacteristic: Object.entries(named).filter(([, value]) => value !== undefined)
			.map(([name, value]) => ({ name, value, valueType: typeof value })),
	};
}

const TYPES = { string: 'StringCharacteristic', object: 'ObjectArrayCharacteristic' };

/* Everything has its type, and a party holds who it is: before the customer comes a person, whom TMF629 does not know. */
function product5(record) {
	const { relatedParty: [{ id }], ...rest } = product4({ ...record,
		holds: record.holds.filter((hold) => hold.cause !== 'SMS_OR_CALL_BARRED') });
	const party = (role, type, referred, whose) => ({ '@type': 'RelatedPartyOrPartyRole', role,
		partyOrPartyRole: { '@type': type, '@referredType': referred, id: whose } });

	return { ...rest, href: `/productInventory/v5/product/${rest.id}`,
		billingAccount: { '@type': 'BillingAccountRef', ...rest.billingAccount },
		relatedParty: [party('Customer', 'PartyRef', 'Individual', `N${id}`), party('Customer', 'PartyRoleRef', 'Customer', id)],
		realizingService: rest.realizingService.map((each) => ({ '@type': 'ServiceRef', ...each })),
		productTerm: rest.productTerm?.map((term) => ({ '@type': 'ProductTerm', ...term })),
		productCharacteristic: rest.productCharacteristic.map((each) => ({ '@type': TYPES[typeof each.value], ...each })) };
}

export const product = (record, version) => (version === 5 ? product5 : product4)(record);

/* Of version 5, whose state may be suspended. */
export function service(record) {
	const barred = record.holds.find((hold) => hold.cause === 'SMS_OR_CALL_BARRED');

	return { '@type': 'Service', id: `S${record.number}`, state: status(record.holds) === 'active' ? 'active' : 'suspended',
		operatingStatus: barred ? 'limited' : 'running',
		serviceCharacteristic: barred && [{ '@type': 'StringCharacteristic', name: 'limitedSince', value: date(barred.since) }] };
}
