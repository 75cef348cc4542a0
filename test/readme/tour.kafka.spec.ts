import { runKafkaExamples } from './kafka-examples.contract.js';

runKafkaExamples('docs/tour.md', 'the tour over Kafka');
