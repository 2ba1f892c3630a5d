//! XML text as a tree of elements.
//!
//! Names are without their namespace prefixes: a service has one namespace. There are no document types and no entities
//! but the five that XML has and characters by number; no service sends others.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::client::DecodeError;

/// How deep elements may be in each other. The deepest answers of AWS have about 20.
const DEPTH_MAX: usize = 100;

#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    /// All text that is directly in it, as it is.
    pub text: String,
}

impl Element {
    /// The one element that a document is.
    pub fn parse(xml: &[u8]) -> Result<Element, DecodeError> {
        let xml = std::str::from_utf8(xml).map_err(|error| DecodeError::Xml(error.to_string()))?;
        parse(xml).map_err(DecodeError::Xml)
    }

    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn first(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| local(known) == local(name));
        found.map(|(_, value)| value.as_str())
    }
}

fn parse(xml: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    // Those that are open; the first one is the document.
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let depth = open.len();
        let Some(innermost) = open.last_mut() else {
            return Err("an element ends that never began".to_owned());
        };
        match event {
            Event::Start(_) if depth > DEPTH_MAX => return Err("it is too deep".to_owned()),
            Event::Start(tag) => open.push(begun(&tag)?),
            Event::Empty(tag) => innermost.children.push(begun(&tag)?),
            Event::End(_) => {
                let (ended, outer) = (open.pop(), open.last_mut());
                let (Some(ended), Some(outer)) = (ended, outer) else {
                    return Err("an element ends that never began".to_owned());
                };
                outer.children.push(ended);
            }
            Event::Text(text) => {
                innermost.text.push_str(&text.decode().map_err(|error| error.to_string())?);
            }
            Event::CData(text) => {
                innermost.text.push_str(&text.decode().map_err(|error| error.to_string())?);
            }
            Event::GeneralRef(reference) => innermost.text.push_str(&resolved(&reference)?),
            Event::DocType(_) => return Err("it has a document type".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(document), true) => only_child(document),
        _ => Err("it is cut off".to_owned()),
    }
}

fn only_child(mut document: Element) -> Result<Element, String> {
    match (document.children.pop(), document.children.is_empty()) {
        (Some(root), true) if document.text.trim().is_empty() => Ok(root),
        (None, _) if document.text.trim().is_empty() => Err("it is empty".to_owned()),
        _ => Err("there is something beside its root".to_owned()),
    }
}

fn begun(tag: &BytesStart) -> Result<Element, String> {
    let name = local(std::str::from_utf8(tag.name().into_inner()).map_err(|e| e.to_string())?).to_owned();
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let name = std::str::from_utf8(attribute.key.into_inner()).map_err(|error| error.to_string())?;
        let value = std::str::from_utf8(&attribute.value).map_err(|error| error.to_string())?;
        let value = quick_xml::escape::unescape(value).map_err(|error| error.to_string())?;
        attributes.push((name.to_owned(), value.into_owned()));
    }
    Ok(Element { name, attributes, ..Element::default() })
}

/// `&amp;`, `&#38;`
fn resolved(reference: &BytesRef) -> Result<String, String> {
    if let Some(character) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(character.to_string());
    }
    let name = reference.decode().map_err(|error| error.to_string())?;
    match quick_xml::escape::resolve_predefined_entity(&name) {
        Some(text) => Ok(text.to_owned()),
        None => Err(format!("it has an unknown entity {name}")),
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_can_be() {
        let root = Element::parse(
            b"\xef\xbb\xbf<?xml version=\"1.0\"?><!-- c --><a:r xmlns:a='u' a:k=\"1&lt;\">\n\
              <b>x&amp;y &#252;&#x21;<!-- c -->z<![CDATA[<&]]></b><b/><a:c> t </a:c></a:r>\n",
        )
        .unwrap();
        assert_eq!(root.name, "r");
        assert_eq!(root.attribute("k"), Some("1<"));
        let texts: Vec<&str> = root.children.iter().map(|child| child.text.as_str()).collect();
        assert_eq!(texts, ["x&y ü!z<&", "", " t "]);
        assert_eq!(root.named("b").count(), 2);
    }

    #[test]
    fn what_is_not_xml() {
        let deep = "<a>".repeat(1_000_000);
        for xml in [
            "",
            " ",
            "text",
            "{}",
            "<a>",
            "<a><b></b>",
            "<a></b>",
            "<a><b></a></b>",
            "<a/><b/>",
            "<a/>x",
            "x<a/>",
            "<a>&nbsp;</a>",
            "<a k=1/>",
            "<a k='1' k='2'/>",
            "<a>&#0;</a>",
            "<a",
            "</a>",
            "<!DOCTYPE html><html></html>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "<a><![CDATA[x</a>",
            "<a><!-- </a>",
            deep.as_str(),
        ] {
            let parsed = Element::parse(xml.as_bytes());
            assert!(matches!(parsed, Err(DecodeError::Xml(_))), "{:.40}: {parsed:?}", xml);
        }
        assert!(Element::parse(b"<a>\xff</a>").is_err());
    }
}
