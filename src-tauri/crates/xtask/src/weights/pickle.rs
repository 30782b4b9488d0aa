//! Just enough of Python's pickle to read a checkpoint: plain data and the handful of objects
//! that tensors are made of. Nothing is ever called; an unknown instruction is an error.

use std::collections::HashMap;

use super::Error;

/// A value of the pickle.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Text(String),
    Tuple(Vec<Value>),
    /// In the order of insertion.
    Dict(Vec<(Value, Value)>),
    /// `module name`, of a class or a function.
    Global(String),
    /// What a function would have made of its arguments.
    Made(String, Vec<Value>),
    /// What lies outside of the pickle, by its description.
    Outside(Box<Value>),
    /// The place of a mark on the stack.
    Mark,
}

impl Value {
    /// The value under a text key of a dict.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.items().iter().find_map(|(name, value)| match name {
            Value::Text(name) if name == key => Some(value),
            _ => None,
        })
    }

    /// The items of a dict; none of anything else.
    pub(super) fn items(&self) -> &[(Value, Value)] {
        match self {
            Value::Dict(items) => items,
            _ => &[],
        }
    }

    /// The values of a tuple; none of anything else.
    pub(super) fn tuple(&self) -> &[Value] {
        match self {
            Value::Tuple(values) => values,
            _ => &[],
        }
    }

    /// A number that is not negative.
    pub(super) fn count(&self) -> Option<usize> {
        match self {
            Value::Int(number) => usize::try_from(*number).ok(),
            _ => None,
        }
    }
}

/// Reads a pickle of protocol 2.
pub(super) fn read(bytes: &[u8]) -> Result<Value, Error> {
    let mut reader = Reader { bytes, stack: Vec::new(), memo: HashMap::new() };
    reader.run().ok_or_else(|| Error::new("the checkpoint holds something unexpected"))
}

struct Reader<'a> {
    bytes: &'a [u8],
    stack: Vec<Value>,
    memo: HashMap<u32, Value>,
}

impl Reader<'_> {
    fn run(&mut self) -> Option<Value> {
        loop {
            match self.byte()? {
                0x80 => {
                    self.byte()?;
                }
                b'.' => return self.stack.pop(),
                b'(' => self.stack.push(Value::Mark),
                b'N' => self.stack.push(Value::None),
                0x88 => self.stack.push(Value::Bool(true)),
                0x89 => self.stack.push(Value::Bool(false)),
                b'K' => {
                    let number = self.byte()?;
                    self.stack.push(Value::Int(i64::from(number)));
                }
                b'M' => {
                    let number = u16::from_le_bytes(self.array()?);
                    self.stack.push(Value::Int(i64::from(number)));
                }
                b'J' => {
                    let number = i32::from_le_bytes(self.array()?);
                    self.stack.push(Value::Int(i64::from(number)));
                }
                b'X' => {
                    let len = u32::from_le_bytes(self.array()?) as usize;
                    let text = String::from_utf8(self.take(len)?.to_vec()).ok()?;
                    self.stack.push(Value::Text(text));
                }
                b'c' => {
                    let (module, name) = (self.line()?, self.line()?);
                    self.stack.push(Value::Global(format!("{module} {name}")));
                }
                b'q' => {
                    let slot = u32::from(self.byte()?);
                    self.memo.insert(slot, self.stack.last()?.clone());
                }
                b'r' => {
                    let slot = u32::from_le_bytes(self.array()?);
                    self.memo.insert(slot, self.stack.last()?.clone());
                }
                b'h' => {
                    let slot = u32::from(self.byte()?);
                    self.stack.push(self.memo.get(&slot)?.clone());
                }
                b'j' => {
                    let slot = u32::from_le_bytes(self.array()?);
                    self.stack.push(self.memo.get(&slot)?.clone());
                }
                b')' | b']' => self.stack.push(Value::Tuple(Vec::new())),
                0x85 => self.gather(1)?,
                0x86 => self.gather(2)?,
                0x87 => self.gather(3)?,
                b't' => {
                    let values = self.marked()?;
                    self.stack.push(Value::Tuple(values));
                }
                b'e' => {
                    let values = self.marked()?;
                    match self.stack.last_mut()? {
                        Value::Tuple(list) => list.extend(values),
                        _ => return None,
                    }
                }
                b'}' => self.stack.push(Value::Dict(Vec::new())),
                b'u' => {
                    let values = self.marked()?;
                    self.set(values)?;
                }
                b's' => {
                    let value = self.stack.pop()?;
                    let key = self.stack.pop()?;
                    self.set(vec![key, value])?;
                }
                b'Q' => {
                    let description = self.stack.pop()?;
                    self.stack.push(Value::Outside(Box::new(description)));
                }
                b'R' => {
                    let arguments = self.stack.pop()?;
                    let Value::Global(name) = self.stack.pop()? else { return None };
                    self.stack.push(match name.as_str() {
                        "collections OrderedDict" => Value::Dict(Vec::new()),
                        _ => Value::Made(name, arguments.tuple().to_vec()),
                    });
                }
                // State of an object: a dict's bookkeeping, which holds no tensor.
                b'b' => {
                    self.stack.pop()?;
                }
                _ => return None,
            }
        }
    }

    fn set(&mut self, values: Vec<Value>) -> Option<()> {
        let Value::Dict(items) = self.stack.last_mut()? else { return None };
        let mut values = values.into_iter();
        while let (Some(key), Some(value)) = (values.next(), values.next()) {
            items.push((key, value));
        }
        Some(())
    }

    fn gather(&mut self, count: usize) -> Option<()> {
        let at = self.stack.len().checked_sub(count)?;
        let values = self.stack.split_off(at);
        self.stack.push(Value::Tuple(values));
        Some(())
    }

    fn marked(&mut self) -> Option<Vec<Value>> {
        let mark = self.stack.iter().rposition(|value| *value == Value::Mark)?;
        let values = self.stack.split_off(mark + 1);
        self.stack.pop();
        Some(values)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn take(&mut self, len: usize) -> Option<&[u8]> {
        let (taken, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn line(&mut self) -> Option<String> {
        let end = self.bytes.iter().position(|byte| *byte == b'\n')?;
        let line = String::from_utf8(self.take(end)?.to_vec()).ok()?;
        self.byte()?;
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dict_with_a_call_and_something_outside_is_read_in_order() {
        let mut pickle = b"\x80\x02}q\x00(X\x01\x00\x00\x00bK\x07X\x01\x00\x00\x00a".to_vec();
        pickle.extend(b"ctorch._utils\n_rebuild\nX\x01\x00\x00\x00kQM\x00\x01\x86R");
        pickle.extend(b"u.");
        let value = read(&pickle).unwrap();
        assert_eq!(value.get("b"), Some(&Value::Int(7)));
        let Some(Value::Made(name, arguments)) = value.get("a") else { panic!("{value:?}") };
        assert_eq!(name, "torch._utils _rebuild");
        assert_eq!(arguments[0], Value::Outside(Box::new(Value::Text("k".into()))));
        assert_eq!(arguments[1].count(), Some(256));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        assert!(read(b"\x80\x02cos\nsystem\n\x81.").is_err());
        assert!(read(b"").is_err());
    }
}
