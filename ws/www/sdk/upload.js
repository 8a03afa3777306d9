/*
 * A file on its way to the server, over HTTP beside the socket.
 *
 * By XMLHttpRequest where there is one, because fetch does not tell how much has left. React Native
 * has it too, and reads a file that is named by its uri itself. Node has only fetch.
 */

/** What can be sent, as {name, type, body}: a File or Blob, a Uint8Array, or React Native's {uri, type,
 *  name}. */
export function readFile(file, name = file.name ?? 'file') {
	return { name, type: file.type ?? '', body: file.uri ? { uri: file.uri } : file };
}

/** Resolves to the file's id. Rejects with {code, retryAfterMs}: what the server does not want,
 *  with its code, or `connection`. `progress(share)` hears 0 to 1. */
export async function postFile(url, token, file, progress) {
	const post = globalThis.XMLHttpRequest ? postWatched : postUnwatched;
	const { status, answer, retryAfter } = await post(url, headersOf(token, file), file.body, progress);

	if (status === 201)
		return answer.id;
	throw { code: answer?.error?.code ?? 'connection', retryAfterMs: Number(retryAfter ?? 0) * 1000 };
}

/* The server tells by the bytes what it is; but React Native sends none without a type. */
function headersOf(token, { type }) {
	return {
		authorization: `Bearer ${token}`,
		'content-type': type || 'application/octet-stream',
	};
}

function postWatched(url, headers, body, progress) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();

		request.open('POST', url);
		request.responseType = 'json';
		for (const [name, value] of Object.entries(headers))
			request.setRequestHeader(name, value);
		request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
		request.onerror = () => reject({ code: 'connection' });
		request.onload = () =>
			resolve({
				status: request.status,
				answer: request.response,
				retryAfter: request.getResponseHeader('retry-after'),
			});
		request.send(body);
	});
}

async function postUnwatched(url, headers, body) {
	try {
		const response = await fetch(url, { method: 'POST', headers, body });

		return {
			status: response.status,
			answer: await response.json(),
			retryAfter: response.headers.get('retry-after'),
		};
	} catch {
		throw { code: 'connection' };
	}
}

/** `https://host/chat/upload` for `wss://host/chat`. */
export function uploadAddress(chatUrl) {
	return `${String(chatUrl).replace(/^ws/, 'http')}/upload`;
}
