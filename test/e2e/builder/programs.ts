/**
 * Makes a generated handler a running program, for each language that this machine has. Stand-ins of test/doubles/builder
 * replace missing libraries: they check signatures and call the API, but have only the functions that the handlers use.
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
  /** Prints which of its libraries are stand-ins. */
  readonly title: string;
  /** A statement that fails. */
  readonly failure: string;
  /** Prepares the builder's output to be started in its own folder. @param path its only file */
  prepare(path: string, port: number): Promise<Command>;
}

const STAND_INS = join(import.meta.dirname, '../../doubles/builder');

const titled = (framework: FrameworkId, standIns: readonly string[]): string => {
  const names = new Intl.ListFormat('en-GB').format(standIns);
  const by = standIns.length > 1 ? 'stand-ins' : 'a stand-in';
  return names ? `${framework} handler, ${names} by ${by}` : `${framework} handler`;
};

/** The names that the Python handlers import, by library. */
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
        // Only missing libraries, so that no stand-in hides an installed library.
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

/** The Java version that Spring Boot requires. */
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
      // Java rejects statements after one that always throws.
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
    // With the inherited value `test`, Express does not log errors.
    prepare: async (path) => ({ file: process.execPath, args: [path], env: { NODE_ENV: 'production' } }),
  },
  ...pythonPrograms(),
  ...javaPrograms(),
];
