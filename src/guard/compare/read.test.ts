import { describe, expect, it } from 'vitest';
import { InputError } from '../../errors.js';
import { readRun } from './read.js';

const trials =
  'trial_id,task,method,trial,seed,status,reason,iterations,converged,error\nt/m/0,t,m,0,5,ok,,1,true,0.5\n';

function read(files: Readonly<Record<string, string>>) {
  return readRun({ name: 'own', where: 'v1:results/own', text: (file) => files[file] ?? null });
}

function messageOf(files: Readonly<Record<string, string>>): string {
  try {
    read(files);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return 'nothing was thrown';
}

describe('readRun', () => {
  it('needs trials.csv alone, and then has the name of its folder and no times', () => {
    const { experiment, rows, seconds, run } = read({ 'trials.csv': trials });
    expect(rows.map(({ id, seed, metrics }) => [id, seed, metrics])).toEqual([['t/m/0', 5, { error: 0.5 }]]);
    expect([experiment, seconds.size, run]).toEqual(['own', 0, undefined]);
  });

  it('takes times from timings.csv', () => {
    const { seconds } = read({ 'trials.csv': trials, 'timings.csv': 'trial_id,seconds\nt/m/0,0.25\n' });
    expect([...seconds]).toEqual([['t/m/0', 0.25]]);
  });

  it.each<[string, Record<string, string>]>([
    ['v1:results/own/trials.csv is missing', {}],
    ['v1:results/own/trials.csv has no trials below its header', { 'trials.csv': trials.split('\n')[0]! }],
    ['v1:results/own/trials.csv:2 status must be one of ok,', { 'trials.csv': trials.replace(',ok,', ',fine,') }],
    ['v1:results/own/trials.csv has no column "trial_id"', { 'trials.csv': 'a,b\n1,2\n' }],
    ['v1:results/own/timings.csv has 0 trials', { 'trials.csv': trials, 'timings.csv': 'trial_id,seconds\n' }],
    ['v1:results/own/run.json cannot be read as provenance', { 'trials.csv': trials, 'run.json': '{' }],
  ])('refuses, and says where: %s', (message, files) => {
    expect(messageOf(files)).toContain(message);
  });
});
