//! Which names in an output are the model's, and which are data.
//!
//! A structure and a map are both an object in an output. Who changes the names of members (AWS Config writes `vpcId`
//! where EC2 has `VpcId`) must let the keys of maps be, and only the model knows them apart.

use super::Operation;
use super::model::{Api, Member, Shape};

/// What the model says of a value in an output, from which one goes on to the values within.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    api: &'a Api,
    at: &'a Member,
}

impl<'a> Operation<'a> {
    /// That of the whole output; `None` for an operation that has none.
    pub fn output_form(&self) -> Option<Form<'a>> {
        Some(Form { api: self.api, at: self.facts.output.as_ref()? })
    }
}

impl<'a> Form<'a> {
    /// Whether an object here has the members of the model. Otherwise its names are keys: those of a map, or of JSON
    /// that the model knows nothing of.
    pub fn is_structure(&self) -> bool {
        matches!(self.api.shape(self.at), Shape::Structure(_))
    }

    /// Of the member with this name, or of the value with this key.
    pub fn member(&self, name: &str) -> Option<Form<'a>> {
        match self.api.shape(self.at) {
            Shape::Structure(structure) => {
                self.within(structure.members.iter().find(|member| member.name == name)?)
            }
            Shape::Map(_, of) => self.within(of),
            _ => None,
        }
    }

    /// Of the items of a list.
    pub fn item(&self) -> Option<Form<'a>> {
        match self.api.shape(self.at) {
            Shape::List(of) => self.within(of),
            _ => None,
        }
    }

    fn within(&self, at: &'a Member) -> Option<Form<'a>> {
        Some(Form { api: self.api, at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(call: &str, path: &[&str]) -> Option<Form<'static>> {
        let whole = Operation::named(call).ok()?.output_form()?;
        path.iter().try_fold(whole, |form, step| if *step == "[]" { form.item() } else { form.member(step) })
    }

    #[test]
    fn structures_and_maps() {
        let is_structure = |call, path: &[&str]| form(call, path).map(|form| form.is_structure());
        assert_eq!(is_structure("ec2:DescribeSubnets", &[]), Some(true));
        assert_eq!(is_structure("ec2:DescribeSubnets", &["Subnets", "[]"]), Some(true));
        assert_eq!(is_structure("ec2:DescribeSubnets", &["Subnets", "SubnetId"]), None);
        assert_eq!(is_structure("sqs:GetQueueAttributes", &["Attributes"]), Some(false));
        assert_eq!(is_structure("sqs:GetQueueAttributes", &["Attributes", "QueueArn"]), Some(false));
        assert_eq!(is_structure("sqs:GetQueueAttributes", &["Attributes", "QueueArn", "x"]), None);
    }
}
