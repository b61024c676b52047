/** The input of the builder, and the handler that it generates. */
import type { DestinationType } from '../../api/types.ts';

export type FrameworkId =
  | 'node-express'
  | 'nextjs'
  | 'python-flask'
  | 'python-fastapi'
  | 'go'
  | 'ruby-sinatra'
  | 'php'
  | 'java-spring'
  | 'dotnet-aspnet'
  | 'lambda-eventbridge';

export type Language = 'javascript' | 'typescript' | 'python' | 'go' | 'ruby' | 'php' | 'java' | 'csharp';

export interface BuilderChoice {
  readonly framework: FrameworkId;
  /** Types, no patterns. May be empty. */
  readonly eventTypes: readonly string[];
  readonly payload: 'snapshot' | 'thin';
}

export interface GeneratedFile {
  /** The path in the folder of the project. */
  readonly name: string;
  readonly language: Language;
  readonly code: string;
}

export interface Framework {
  readonly id: FrameworkId;
  readonly label: string;
  /** The type of the destinations from which the handler receives events. */
  readonly destinationType: DestinationType;
  readonly language: Language;
  /** The shell command that installs the libraries. */
  readonly install: string;
  /** The shell command that starts the handler. */
  readonly run: string;
  generate(choice: Omit<BuilderChoice, 'framework'>): GeneratedFile[];
}
