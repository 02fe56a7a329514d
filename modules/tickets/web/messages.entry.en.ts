export default {
  'ticket.change.subject': 'Subject of {number} saved',
  'ticket.conflict.take_theirs': 'Go on from this one',
  'ticket.conflict.yours': 'You wanted:',
  'ticket.new.about': 'This follows {number}, which is closed.',
}
