//! Conversations with services, over real connections: with somebody else's stand-in where one
//! exists, and with a server that misbehaves on purpose where a stand-in is too polite.

#[cfg(test)]
mod download;
#[cfg(test)]
mod gemini;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod vault;
