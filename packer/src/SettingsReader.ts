/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import {
  channelNameSchema,
  instantSchema,
  overridesSchema,
  type BuildImage,
  type Overrides,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { z } from 'zod';
import { parseImage } from './images';
import { OPTIONS, type OptionName, type SettingOption } from './options';

/** A wrong setting: where it is, what is wrong and the way out. */
export interface Problem {
  field: string;
  message: string;
}

/** The flags as they were given: `true` for a switch, or for a flag whose value is missing. */
export type Flags = Partial<Record<OptionName, string | string[] | boolean>>;

/** How a setting is named in messages: both ways to set it. */
export function nameOf(option: OptionName): string {
  return `--${option} (${OPTIONS[option].env})`;
}

/** Reads one setting after the other: a flag wins over its environment variable, an empty variable is none. Collects what is wrong. */
export class SettingsReader {
  readonly problems: Problem[] = [];
  readonly #flags: Flags;
  readonly #env: NodeJS.ProcessEnv;

  constructor(flags: Flags, env: NodeJS.ProcessEnv) {
    this.#flags = flags;
    this.#env = env;
  }

  complain(option: OptionName, message: string) {
    this.problems.push({ field: nameOf(option), message });
  }

  required(option: OptionName, example: string): string {
    if (!this.problems.some(({ field }) => field === nameOf(option))) {
      this.complain(option, `is not set; ${example}`);
    }
    return '';
  }

  text(option: OptionName): string | undefined {
    return this.#values(option).at(-1);
  }

  checked(option: OptionName, schema: z.ZodType<string>, expected: string) {
    const text = this.text(option);
    if (text === undefined || schema.safeParse(text).success) return text;
    this.complain(option, `is "${text}"; it must be ${expected}`);
    return undefined;
  }

  list(option: OptionName, schema: z.ZodType<string>, expected: string) {
    return this.#values(option).filter(text => {
      if (schema.safeParse(text).success) return true;
      this.complain(option, `is "${text}"; it must be ${expected}`);
      return false;
    });
  }

  uuid(option: OptionName): string | undefined {
    return this.checked(
      option,
      z.uuid(),
      'an id like 6f0f3c1e-54a5-4d0e-9d53-2b0a6c1f7e10',
    );
  }

  /** A file; `-` is standard output, and what a flag without a value means. */
  fileOrOutput(option: 'json'): string | undefined {
    return this.#flags[option] === true ? '-' : this.text(option);
  }

  oneOf<T extends string>(
    option: OptionName,
    choices: readonly T[],
  ): T | undefined {
    const text = this.text(option);
    const choice = choices.find(candidate => candidate === text);
    if (text !== undefined && choice === undefined) {
      this.complain(option, `is "${text}"; it must be ${choices.join(' or ')}`);
    }
    return choice;
  }

  /** In milliseconds. */
  duration(option: OptionName): number | undefined {
    const text = this.text(option);
    if (text === undefined) return undefined;
    const [, count, unit] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
    const ms =
      Number(count) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as 's'];
    // The longest that a timer can wait is 2^31 ms, some 24 days.
    if (ms > 0 && ms <= 24 * 3_600_000) return ms;
    this.complain(
      option,
      `is "${text}"; it must be a number with a unit, like 90s, 20m or 2h, and no more than 24h`,
    );
    return undefined;
  }

  /** An instant, given as such or as how long from now. */
  instant(option: OptionName): string | undefined {
    const text = this.text(option);
    if (text === undefined || instantSchema.safeParse(text).success) {
      return text;
    }
    const [, count, unit] = /^(\d{1,5})(m|h|d)$/.exec(text) ?? [];
    const ms =
      Number(count) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 'm'];
    if (ms > 0) return new Date(Date.now() + ms).toISOString();
    this.complain(
      option,
      `is "${text}"; it must be a time from now like 12h or 7d, or an instant like 2027-01-31T12:00:00Z`,
    );
    return undefined;
  }

  channel(option: 'channel' | 'promote-to'): string | undefined {
    return this.checked(
      option,
      channelNameSchema,
      'the name of a channel, e.g. production',
    );
  }

  isOn(option: OptionName): boolean {
    if (this.#flags[option] === true) return true;
    const text = this.#env[OPTIONS[option].env]?.toLowerCase();
    if (text && !['1', 'true', 'yes', '0', 'false', 'no'].includes(text)) {
      this.complain(option, `is "${text}"; it must be true or false`);
    }
    return ['1', 'true', 'yes'].includes(text ?? '');
  }

  images(): BuildImage[] {
    return this.#values('image').flatMap(text => {
      const image = parseImage(text);
      if (image) return [image];
      this.complain(
        'image',
        `is "${text}"; it must be a region and an AMI like us-east-1:ami-0abcdef1234567890`,
      );
      return [];
    });
  }

  overrides(): Overrides | undefined {
    const instanceTypes = this.list(
      'instance-type',
      overridesSchema.shape.instanceTypes.unwrap().element,
      'an instance type like t3.small',
    );
    const budgetMs = this.duration('budget');
    const budget = overridesSchema.shape.budgetSeconds;
    if (budgetMs !== undefined && !budget.safeParse(budgetMs / 1000).success) {
      this.complain('budget', 'must be between 5s and 2h');
      return undefined;
    }
    if (instanceTypes.length === 0 && budgetMs === undefined) return undefined;
    return {
      ...(instanceTypes.length > 0 && { instanceTypes }),
      ...(budgetMs !== undefined && { budgetSeconds: budgetMs / 1000 }),
    };
  }

  url(): string {
    const text = this.text('url');
    const example = 'e.g. --url https://backstage.example.com';
    if (!text) return this.required('url', example);
    const url = parseUrl(text);
    if (!url || !['http:', 'https:'].includes(url.protocol)) {
      this.complain('url', `is "${text}"; it must be a URL, ${example}`);
    } else if (url.username || url.password) {
      this.complain(
        'url',
        'has a user or password in it; take them out and give a token with AMI_SMOKE_TEST_TOKEN or --token-command',
      );
    } else if (url.search || url.hash) {
      this.complain(
        'url',
        `has a "?" or "#" part; it must be a base URL, ${example}`,
      );
    } else {
      // Someone may well give the address of the API itself.
      return text.replace(/\/+$/, '').replace(/\/api\/ami-smoke-test$/, '');
    }
    return '';
  }

  #values(option: OptionName): string[] {
    const flag = this.#flags[option];
    if (flag === true || flag === '') {
      this.complain(option, 'was given without a value');
      return [];
    }
    const { env, repeatable }: SettingOption = OPTIONS[option];
    const given = [flag || this.#env[env] || []].flat().map(String);
    const texts = repeatable ? given.flatMap(text => text.split(',')) : given;
    return texts.map(text => text.trim()).filter(text => text !== '');
  }
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
