import { runKafkaExamples } from './kafka-examples.contract.js';

runKafkaExamples('README.md', 'the tour of the README over Kafka');
