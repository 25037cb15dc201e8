"""Hold as many connections open at once as the argument says, then fetch Apple's keys on each."""

import asyncio
import ssl
import sys

ASK = b"GET /auth/keys HTTP/1.1\r\nHost: appleid.apple.com\r\nConnection: close\r\n\r\n"


async def fetch(barrier, context):
    reader, writer = await asyncio.open_connection("appleid.apple.com", 443, ssl=context)
    await barrier.wait()
    writer.write(ASK)
    answer = await reader.read()
    writer.close()
    return answer.startswith(b"HTTP/1.1 200") and b'"keys"' in answer


async def main(number):
    barrier, context = asyncio.Barrier(number), ssl.create_default_context()
    print(sum(await asyncio.gather(*(fetch(barrier, context) for _ in range(number)))))


asyncio.run(main(int(sys.argv[1])))
