"""Runs what is not async beside the event loop."""

import asyncio


async def run_in_threadpool(func, *args, **kwargs):
    return await asyncio.to_thread(func, *args, **kwargs)
