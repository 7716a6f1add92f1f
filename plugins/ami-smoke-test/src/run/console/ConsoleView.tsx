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

import type {
  Run,
  ScreenText,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Text } from '@backstage/ui';
import {
  type ReactNode,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type ConsoleLog, useConsoleDownload } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { plainText, TroubleView, useRemembered } from '../../ui';
import { isCapturing } from '../capture';
import type { Jump } from '../diagnosis/place';
import styles from './ConsolePanel.module.css';
import { formatLineHash } from './lineHash';
import { LinesAtMoment } from './LinesAtMoment';
import { indexAtOrBefore } from './moments';
import type { SearchTerms } from './pattern';
import { proofsOf } from './proofs';
import { ScreenHits } from './ScreenHits';
import { screenHitsOf } from './searchScreens';
import { nextHit } from './search';
import { Toolbar } from './Toolbar';
import { useLineSelection } from './useLineSelection';
import { useReading } from './useReading';
import { useSearch } from './useSearch';
import type { WantedLine } from './wantedLine';

/** The log with its tools. */
export function ConsoleView(props: {
  run: Run;
  log: ConsoleLog;
  screenTexts: ScreenText[];
  wantedLine: WantedLine | undefined;
  onJump: Jump;
  /** What stands in the place of the lines while there are none. */
  noLines: ReactNode;
}) {
  const { run, log, screenTexts, wantedLine } = props;
  const { lines } = log;
  const t = useTexts();
  const panel = useRef<HTMLDivElement>(null);
  const searchField = useRef<HTMLDivElement>(null);
  const selection = useLineSelection();
  const [reading, setReading] = useReading(panel, Boolean(selection.range));
  const [wrap, setWrap] = useRemembered('consoleWrap', true);
  const [terms, setTerms] = useState<SearchTerms>({
    text: '',
    caseSensitive: false,
    regex: false,
  });
  const [onlyHits, setOnlyHits] = useState(false);
  const [hit, setHit] = useState<number>();
  const download = useConsoleDownload();
  const search = useSearch(lines, useDeferredValue(terms));
  const screenHits = useMemo(
    () => screenHitsOf(screenTexts, search.pattern),
    [screenTexts, search.pattern],
  );
  const proofs = useMemo(() => proofsOf(run.diagnosis), [run.diagnosis]);

  const { select } = selection;
  useEffect(() => {
    if (!wantedLine) return;
    select(wantedLine.number, false);
    // Who asked for this line is not to be led away from it to the newest of its moment.
    setReading(true);
    // Only a new wish does this, not a new way to fulfil it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wantedLine]);

  const currentHit = hit !== undefined && search.pattern ? hit : undefined;
  const goToHit = (back: boolean) => {
    setReading(true);
    setHit(
      nextHit(search.hits, currentHit ?? (back ? lines.length : -1), back),
    );
  };
  const { range } = selection;
  const selectedLines = range
    ? lines.slice(range.from - 1, range.to)
    : undefined;

  return (
    <div ref={panel} className={styles.panel}>
      <Toolbar
        lineCount={lines.length}
        terms={terms}
        onTerms={newTerms => {
          setTerms(newTerms);
          setHit(undefined);
        }}
        search={search}
        screenCount={screenHits.length}
        hitNumber={
          currentHit === undefined
            ? undefined
            : indexAtOrBefore(search.hits, currentHit) + 1 || undefined
        }
        onHit={goToHit}
        onlyHits={onlyHits}
        onOnlyHits={setOnlyHits}
        wrap={wrap}
        onWrap={setWrap}
        selectedLines={selectedLines?.length ?? 0}
        copyText={() =>
          (selectedLines ?? lines).map(line => plainText(line.text)).join('\n')
        }
        link={
          range &&
          new URL(formatLineHash(range), window.location.href).toString()
        }
        onDownload={() => download.mutate(run.id)}
        downloading={download.isPending}
        searchField={searchField}
      />
      <ScreenHits hits={screenHits} onJump={props.onJump} />
      {search.problem && (
        <div role="alert" className={styles.problem}>
          <Text variant="body-small" color="danger">
            {t('run.console.badRegex', { problem: search.problem })}
          </Text>
        </div>
      )}
      {download.error && (
        <TroubleView
          what={t('run.console.title')}
          error={download.error}
          onRetry={() => download.mutate(run.id)}
        />
      )}
      {lines.length === 0 && props.noLines}
      {lines.length > 0 && (
        <LinesAtMoment
          lines={lines}
          shown={onlyHits && search.pattern ? search.hits : undefined}
          live={isCapturing(run) && !log.complete}
          wrap={wrap}
          pattern={search.pattern}
          currentHit={currentHit}
          selection={range}
          proofs={proofs}
          wantedLine={wantedLine}
          reading={reading}
          onReading={setReading}
          onSelect={selection.select}
          onFind={() => searchField.current?.querySelector('input')?.focus()}
        />
      )}
    </div>
  );
}
