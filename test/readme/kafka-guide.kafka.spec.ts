import { runKafkaExamples } from './kafka-examples.contract.js';

runKafkaExamples('docs/kafka.md', 'the examples of docs/kafka.md');
