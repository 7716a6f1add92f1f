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

import { Link } from 'react-router-dom';
import { useTexts } from '../translations/useTexts';
import { plainText } from '../ui';
import styles from './ConsoleDiff.module.css';
import type { DiffLine, DiffRow } from './diffRows';
import { type Side, type SideNames, SIDES } from './sides';

const SIGNS = { here: '+', there: '−' };

/** One row of two logs: both lines where there is room, else the one that there is. */
export function DiffRowView(props: {
  row: DiffRow;
  wide: boolean;
  hrefs: Record<Side, string>;
  names: SideNames;
}) {
  const t = useTexts();
  const { row, wide, hrefs, names } = props;
  if (row.kind === 'left-out') {
    return (
      <span className={styles.leftOut} role="cell">
        ⋯ {t('comparison.console.leftOut', { count: row.count })}
      </span>
    );
  }
  const changed = row.kind === 'changed';
  if (wide) {
    return (
      <span className={styles.two} role="presentation">
        {SIDES.map(side => (
          <Line
            key={side}
            side={side}
            line={row[side]}
            changed={changed}
            href={hrefs[side]}
            name={names[side]}
          />
        ))}
      </span>
    );
  }
  const side = row.here ? 'here' : 'there';
  return (
    <Line
      side={side}
      line={row[side]}
      changed={changed}
      href={hrefs[side]}
      name={names[side]}
    />
  );
}

function Line(props: {
  side: Side;
  line: DiffLine | undefined;
  changed: boolean;
  href: string;
  name: string;
}) {
  const t = useTexts();
  const { side, line, changed, href, name } = props;
  if (!line) return <span className={styles.nothing} role="cell" />;
  return (
    <span
      className={styles.cell}
      role="cell"
      data-changed={changed ? side : undefined}
    >
      <Link
        className={styles.number}
        to={`${href}#L${line.number}`}
        aria-label={t('comparison.console.line', {
          side: name,
          number: String(line.number),
        })}
      >
        {line.number}
      </Link>
      <span className={styles.sign}>{changed ? SIGNS[side] : ' '}</span>
      <span className={styles.text}>{plainText(line.text)}</span>
    </span>
  );
}
