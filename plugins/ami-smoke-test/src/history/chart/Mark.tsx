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
import type { Standing } from '../../ui';
import styles from './TimeChart.module.css';

/** A build's mark around the origin: each verdict has a shape of its own, so that nothing hangs on the colour. */
export function Mark(props: { standing: Standing }) {
  return (
    <g className={styles.mark} data-standing={props.standing}>
      {shapeOf(props.standing)}
    </g>
  );
}

function shapeOf(standing: Standing) {
  switch (standing) {
    case 'passed':
      return <circle r={4.5} />;
    case 'failed':
      return <path d="M-4,-4 L4,4 M4,-4 L-4,4" />;
    case 'errored':
      return <path d="M0,-5 L5,4 L-5,4 Z" />;
    case 'cancelled':
      return <rect x={-4} y={-4} width={8} height={8} />;
    default:
      return <circle r={4} />;
  }
}
