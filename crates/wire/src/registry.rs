//! Which operations are there, each with the function that carries it out.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use serde_json::Value;

use crate::error::{Error, Failure};
use crate::json::Json;
use crate::operation::{Operation, Spec};

/// The output as JSON text.
type Answer = Pin<Box<dyn Future<Output = Result<String, Failure>> + Send>>;
type Handler<C> = Box<dyn Fn(C, Value) -> Answer + Send + Sync>;

/// Operations by service and name. `C` is what a handler gets besides its input.
pub struct Registry<C> {
    handlers: BTreeMap<(&'static str, &'static str), Handler<C>>,
}

impl<C> Default for Registry<C> {
    fn default() -> Self {
        Registry { handlers: BTreeMap::new() }
    }
}

impl<C: Send + 'static> Registry<C> {
    /// Adds an operation. Its types follow from its name.
    pub fn on<O, F, R>(&mut self, handler: F) -> &mut Self
    where
        O: Operation,
        F: Fn(C, O::Input) -> R + Send + Sync + Copy + 'static,
        R: Future<Output = Result<O::Output, Failure>> + Send + 'static,
    {
        self.on_written::<O, _, _>(move |context, input| {
            let answer = handler(context, input);
            async move { Ok(serde_json::to_string(&answer.await?)?) }
        })
    }

    /// Adds an operation whose handler writes its output itself, as JSON text.
    pub fn on_written<O, F, R>(&mut self, handler: F) -> &mut Self
    where
        O: Operation,
        F: Fn(C, O::Input) -> R + Send + Sync + Copy + 'static,
        R: Future<Output = Result<String, Failure>> + Send + 'static,
    {
        let spec = O::SPEC;
        let boxed: Handler<C> = Box::new(move |context, input| {
            Box::pin(async move {
                let input = O::Input::from_json(input)
                    .map_err(|mismatch| Error::serialization(mismatch.to_string()))?;
                handler(context, input).await
            })
        });
        let before = self.handlers.insert((spec.service.id, spec.name), boxed);
        assert!(before.is_none(), "{} is registered twice", spec.name);
        self
    }

    pub fn has(&self, spec: &Spec) -> bool {
        self.handlers.contains_key(&(spec.service.id, spec.name))
    }

    /// Carries out an operation whose input was [checked](crate::shape::violations); its output is JSON text.
    pub async fn call(&self, spec: &Spec, context: C, input: Value) -> Result<String, Failure> {
        match self.handlers.get(&(spec.service.id, spec.name)) {
            Some(handler) => handler(context, input).await,
            None => Err(Error::not_implemented(spec.name).into()),
        }
    }
}
