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

import { useMemo, useState } from 'react';
import { useTexts } from '../../translations/useTexts';
import { spansOf, type Span } from './ansi';
import styles from './LineText.module.css';
import type { Pattern, Place } from './pattern';
import { placesOf } from './search';

/** How many characters of a line are drawn before the reader asks for more. */
const SHOWN = 2_000;
/** How many more are drawn at a time: megabytes on one line would stop the browser. */
const MORE = 100_000;

/** A line's text with its colours, with what was searched for marked; a very long one is shown in parts. */
export function LineText(props: { text: string; pattern?: Pattern }) {
  const { text, pattern } = props;
  const [shown, setShown] = useState(SHOWN);
  const parts = useMemo(() => {
    const visible = text.length > shown ? text.slice(0, shown) : text;
    const spans = spansOf(visible);
    if (!pattern) return spans.map(span => ({ ...span, hit: false }));
    return markPlaces(
      spans,
      placesOf(spans.map(span => span.text).join(''), pattern),
    );
  }, [text, shown, pattern]);

  return (
    <>
      {parts.map((part, index) => (
        <SpanView key={index} span={part} hit={part.hit} />
      ))}
      {text.length > shown && (
        <MoreButton
          shown={shown}
          total={text.length}
          onPress={() => setShown(shown + MORE)}
        />
      )}
    </>
  );
}

function MoreButton(props: {
  shown: number;
  total: number;
  onPress: () => void;
}) {
  const t = useTexts();
  const { shown, total, onPress } = props;
  return (
    <button type="button" className={styles.more} onClick={onPress}>
      {total > shown + MORE
        ? t('run.console.moreOfLine', {
            shown: shown.toLocaleString(),
            total: total.toLocaleString(),
          })
        : t('run.console.wholeLine', { total: total.toLocaleString() })}
    </button>
  );
}

function SpanView(props: { span: Span; hit: boolean }) {
  const { span, hit } = props;
  if (!hit && !span.color && !span.background && !span.decorations.length) {
    return <>{span.text}</>;
  }
  const Tag = hit ? 'mark' : 'span';
  const look = appearanceOf(span);
  return (
    <Tag
      className={hit ? styles.hit : styles.span}
      data-color={look.color}
      data-background={look.background}
      data-decorations={span.decorations.join(' ') || undefined}
      style={hit ? undefined : look.style}
    >
      {span.text}
    </Tag>
  );
}

function appearanceOf(span: Span) {
  const reverse = span.decorations.includes('reverse');
  const color = reverse ? span.background ?? 'black' : span.color;
  const background = reverse ? span.color ?? 'white' : span.background;
  const isRgb = (value?: string) => value?.startsWith('rgb(');
  return {
    color: isRgb(color) ? undefined : color,
    background: isRgb(background) ? undefined : background,
    style: {
      color: isRgb(color) ? color : undefined,
      backgroundColor: isRgb(background) ? background : undefined,
    },
  };
}

/** Cuts spans where a found place begins and ends, so that each part is wholly in one or in none. */
export function markPlaces(
  spans: Span[],
  places: Place[],
): (Span & { hit: boolean })[] {
  const parts: (Span & { hit: boolean })[] = [];
  let offset = 0;
  let next = 0;
  for (const span of spans) {
    let from = 0;
    while (from < span.text.length) {
      while (next < places.length && places[next][1] <= offset + from) next++;
      const [start, end] = places[next] ?? [Infinity, Infinity];
      const hit = start <= offset + from;
      const to = Math.min(span.text.length, (hit ? end : start) - offset);
      parts.push({ ...span, text: span.text.slice(from, to), hit });
      from = to;
    }
    offset += span.text.length;
  }
  return parts;
}
