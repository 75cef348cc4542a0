import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const KAFKA_VERSION = '4.1.1';

/** slf4j without a binding is silent; with this one a broker that does not start says why. */
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>support-access</groupId>
  <artifactId>kafka-for-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>2.24.3</version>
    </dependency>
  </dependencies>
</project>
`;

/** Where the jars are kept between runs: 43 MB, outside the repository. */
export const kafkaHome = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'support-access', `kafka-${KAFKA_VERSION}`);

export const hasKafkaJars = (): boolean => existsSync(kafkaHome());

/**
 * The directory of Kafka's jars, fetched from Maven Central when it is not there yet. Safe when several processes fetch
 * at once: each fills a directory of its own, and the first to finish gives its one the name.
 */
export async function fetchKafkaJars(): Promise<string> {
  const home = kafkaHome();
  if (hasKafkaJars()) return home;
  process.stderr.write(`Fetching Apache Kafka ${KAFKA_VERSION} from Maven Central into ${home} …\n`);
  await mkdir(join(home, '..'), { recursive: true });
  const unfinished = await mkdtemp(`${home}.unfinished-`);
  try {
    await writeFile(join(unfinished, 'pom.xml'), POM);
    const jars = join(unfinished, 'jars');
    await maven(unfinished, [
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${jars}`,
    ]);
    if (!(await readdir(jars)).some((jar) => jar.startsWith('kafka_')))
      throw new Error(`Maven fetched no Kafka into ${jars}`);
    await rename(jars, home).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    return home;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function maven(cwd: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('mvn', ['-q', '-B', ...args], { cwd, stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`mvn ${args[0]} ended with code ${code}`)),
    );
  });
}
