/**
 * How a handler that the builder wrote is made a running program, for each language that this machine has.
 * A library that is missing is replaced by a stand-in of test/doubles/builder, which checks signatures and
 * asks the API for real but knows only what the handlers use.
 */
import { execFile, spawnSync } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { FrameworkId } from '../../../workbench/src/builder/generate/index.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
}

export interface Program {
  readonly framework: FrameworkId;
  /** Says which of its libraries are stand-ins. */
  readonly title: string;
  /** A statement that fails. */
  readonly failure: string;
  /** Makes what the builder wrote ready to start in its own folder. @param path its one file */
  prepare(path: string, port: number): Promise<Command>;
}

const STAND_INS = join(import.meta.dirname, '../../doubles/builder');

const titled = (framework: FrameworkId, standIns: readonly string[]): string => {
  const names = new Intl.ListFormat('en-GB').format(standIns);
  const by = standIns.length > 1 ? 'stand-ins' : 'a stand-in';
  return names ? `${framework} handler, ${names} by ${by}` : `${framework} handler`;
};

/** In Python, by library, the names that the handlers take from it. */
const PYTHON_USES = {
  stripe: `
from stripe import Event, SignatureVerificationError, StripeClient, Webhook
from stripe.v2.core import EventNotification
StripeClient.parse_event_notification`,
  flask: 'from flask import Flask, request',
  fastapi: `
from fastapi import FastAPI, Header, HTTPException, Request
from fastapi.concurrency import run_in_threadpool`,
  uvicorn: 'from uvicorn import run',
};

/** Prints which libraries are missing or too old. The handlers need Python 3.10 for their match statement. */
const MISSING = `
import json, sys
if sys.version_info < (3, 10):
    sys.exit(1)
missing = []
for library, use in json.loads(sys.argv[1]).items():
    try:
        exec(use)
    except Exception:
        missing.append(library)
print(json.dumps(missing))`;

function pythonPrograms(): Program[] {
  const { status, stdout } = spawnSync('python3', ['-c', MISSING, JSON.stringify(PYTHON_USES)], { encoding: 'utf8' });
  if (status !== 0) return [];
  const missing: string[] = JSON.parse(stdout);
  const program = (framework: FrameworkId, libraries: readonly string[], args: readonly string[]): Program => {
    const standIns = libraries.filter((library) => missing.includes(library));
    return {
      framework,
      title: titled(framework, standIns),
      failure: 'raise RuntimeError("there is no room")',
      prepare: async (path, port) => {
        // Only those that are missing, so that a library which is here is not hidden by its stand-in.
        const folder = join(dirname(path), 'stand-ins');
        for (const library of standIns) {
          await cp(join(STAND_INS, 'python', library), join(folder, library), { recursive: true });
        }
        const searched = [folder, process.env.PYTHONPATH].filter(Boolean).join(delimiter);
        return { file: 'python3', args: ['-m', ...args, '--port', String(port)], env: { PYTHONPATH: searched } };
      },
    };
  };
  return [
    program('python-flask', ['flask', 'stripe'], ['flask', '--app', 'webhook', 'run']),
    program('python-fastapi', ['fastapi', 'uvicorn', 'stripe'], ['uvicorn', 'webhook:app']),
  ];
}

/** The Java that Spring Boot asks for. */
const JAVA = 17;

function javaPrograms(): Program[] {
  const isHere = ['javac', 'java'].every((tool) => {
    const { stdout } = spawnSync(tool, ['--version'], { encoding: 'utf8' });
    return Number(/^\w+ (\d+)/.exec(stdout ?? '')?.[1]) >= JAVA;
  });
  if (!isHere) return [];
  const sources = join(STAND_INS, 'java');
  const server = 'org.springframework.http.StandInServer';
  return [
    {
      framework: 'java-spring',
      title: titled('java-spring', ['Spring', 'SLF4J', 'stripe-java']),
      // Java takes no statement after one that always throws.
      failure: 'if (true) throw new IllegalStateException("there is no room");',
      prepare: async (path, _port) => {
        const classes = join(dirname(path), 'classes');
        const serverSource = join(sources, `${server.replaceAll('.', '/')}.java`);
        const options = ['--release', String(JAVA), '-encoding', 'UTF-8', '-Xlint:all', '-Werror', '-d', classes];
        await promisify(execFile)('javac', [...options, '-sourcepath', sources, path, serverSource]);
        return { file: 'java', args: ['-cp', classes, server, 'com.example.webhook.WebhookController'] };
      },
    },
  ];
}

export const PROGRAMS: readonly Program[] = [
  {
    framework: 'node-express',
    title: titled('node-express', []),
    failure: 'throw new Error("there is no room");',
    // As `test`, which it would inherit, Express says nothing of an error.
    prepare: async (path) => ({ file: process.execPath, args: [path], env: { NODE_ENV: 'production' } }),
  },
  ...pythonPrograms(),
  ...javaPrograms(),
];
