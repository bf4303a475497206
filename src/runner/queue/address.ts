/** Where the queue is: a URL of Redis, from a flag, the environment or a file. A password is never shown. */
import { readFileSync } from 'node:fs';
import { fileProblem, InputError, messageOf, shown } from '../../errors.js';

export interface Address {
  readonly host: string;
  readonly port: number;
  /** Index of the database. */
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  /** `rediss:`: the connection is encrypted and the server's certificate verified. */
  readonly tls: boolean;
  /** Certificates of a private authority, PEM; the system's when absent. */
  readonly ca?: string;
  /** The URL without the password, for people. */
  readonly shown: string;
}

export interface AddressOptions {
  /** The flag's value; `true` or absent where the environment is to say it. */
  readonly queue?: string | true;
  /** A file with certificates, PEM. */
  readonly ca?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param environment MOE_QUEUE has the URL or MOE_QUEUE_FILE names a file with it; MOE_QUEUE_CA names one with certificates.
 * @throws InputError for what is no URL of Redis, a password among the arguments, and a file that cannot be read.
 */
export function addressFrom({ queue, ca }: AddressOptions, environment: Environment): Address {
  const address = typeof queue === 'string' ? fromFlag(queue) : fromEnvironment(environment);
  const file = ca ?? environment.MOE_QUEUE_CA;
  if (file === undefined || file === '') return address;
  const flag = ca === undefined ? 'MOE_QUEUE_CA' : '--ca';
  if (!address.tls) throw new InputError(`${flag} needs a queue with TLS: rediss://; got ${address.shown}`);
  const text = textOf(file, flag);
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new InputError(`${flag} ${file} must hold certificates as PEM text`);
  return { ...address, ca: text };
}

function fromFlag(text: string): Address {
  const address = parseAddress(text, '--queue', true);
  if (address.password === undefined) return address;
  throw new InputError(
    `--queue must not hold a password: anybody on this machine can read the arguments of a process. Put the URL into MOE_QUEUE, or into a file that MOE_QUEUE_FILE names, and give --queue without a value`,
  );
}

function fromEnvironment({ MOE_QUEUE: url, MOE_QUEUE_FILE: file }: Environment): Address {
  if (url !== undefined && url !== '') return parseAddress(url, 'MOE_QUEUE');
  if (file !== undefined && file !== '') return fromFile(file);
  throw new InputError(
    'no queue is named: give --queue redis://host:6379, or put a URL into MOE_QUEUE or into a file that MOE_QUEUE_FILE names',
  );
}

function fromFile(file: string): Address {
  const text = textOf(file, 'MOE_QUEUE_FILE', 'the file that it names');
  return parseAddress(text.trim(), 'the text of the file that MOE_QUEUE_FILE names');
}

/** What has been read is not for components from outside to see, which are loaded into this process and those it starts. */
export function hideAddress(environment: Record<string, string | undefined>): void {
  for (const name of ['MOE_QUEUE', 'MOE_QUEUE_FILE']) delete environment[name];
}

/** @param name what messages call the file. */
function textOf(file: string, flag: string, name = file): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`${flag}: ${messageOf(fileProblem(error, 'read', name)).replaceAll(file, name)}`);
  }
}

/**
 * Reads `redis[s]://[user[:password]@]host[:port][/database]`.
 * @param where the URL stands, for messages.
 * @param open whether the text may be repeated: that of the environment or a file may hold a password in any place.
 * @throws InputError for any other text.
 */
export function parseAddress(text: string, where: string, open = false): Address {
  const must = `${where} must be a URL such as redis://host:6379 or rediss://user@host:6380/0`;
  const got = open && !/[@?#]/.test(text) ? `; got ${shown(text)}` : '';
  const refuse = (why: string) => new InputError(`${must}: ${why}${got}`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refuse('it is no URL');
  }
  const { protocol, hostname, port, pathname, search, hash } = url;
  const database = /^\/?(\d{0,4})\/?$/.exec(pathname);
  if (!['redis:', 'rediss:'].includes(protocol)) throw refuse('it does not begin with redis:// or rediss://');
  if (hostname === '') throw refuse('it names no host');
  if (search + hash !== '')
    throw refuse('it must not have a ? or # (a password stands before the host, as :password@)');
  if (database === null) throw refuse('after the host it may only have the number of a database');
  const username = decoded(url.username, refuse);
  const password = decoded(url.password, refuse);
  const db = Number(database[1]);
  const at = username === '' ? '' : `${url.username}@`;
  return {
    // An IPv6 address stands in brackets.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 6379 : Number(port),
    db,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    tls: protocol === 'rediss:',
    shown: `${protocol}//${at}${hostname}:${port === '' ? 6379 : port}${db === 0 ? '' : `/${db}`}`,
  };
}

function decoded(part: string, refuse: (why: string) => InputError): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw refuse('its user or password holds a % that is no escape');
  }
}
