"""What happens to a published message: subscriptions and what SNS lets them be."""
