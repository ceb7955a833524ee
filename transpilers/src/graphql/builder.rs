//! What a document is put together in, and the order of its parts.

use std::collections::BTreeSet;
use std::rc::Rc;

use apollo_compiler::{Name, Node, ast};
use rustc_hash::FxHashMap;
use upper::model::{
    ClassId, ClassKind, DatatypeId, DatatypeKind, Domain, DomainId, Models, TermInfo,
};
use upper::vocabulary::{self, Primitive};

use super::agreement::Agreement;
use super::directives::{self, Own, directive};
use super::names::Namer;
use super::scope::Scope;
use super::shared::{self, Image};
use crate::naming::Naming;
use crate::output::Loss;

/// A document, and what is to be said about it.
pub(super) struct Built {
    pub(super) document: ast::Document,
    pub(super) losses: Vec<Loss>,
    /// The classes that have no type of their own, with the type that stands for them.
    pub(super) stand_ins: Vec<(String, Name)>,
    /// The fields that are not the values of one property of their type: from class to
    /// properties, by type and field.
    pub(super) paths: FxHashMap<(Name, Name), Vec<String>>,
    pub(super) federation: bool,
    /// The datatypes that another's shared type stands for too.
    pub(super) primitives: Vec<Primitive>,
}

/// A document being built.
pub(super) struct Builder<'a> {
    pub(super) models: &'a Models,
    /// The domain, or those that are served together.
    pub(super) domains: &'a [DomainId],
    pub(super) federation: bool,
    pub(super) namer: Namer<'a>,
    pub(super) agreement: Rc<Agreement<'a>>,
    pub(super) scope: Scope<'a>,
    pub(super) out: Vec<ast::Definition>,
    pub(super) losses: Vec<Loss>,
    pub(super) stand_ins: Vec<(String, Name)>,
    pub(super) paths: FxHashMap<(Name, Name), Vec<String>>,
    /// Our directives and those of federation that the document uses.
    pub(super) own: BTreeSet<Own>,
    pub(super) federated: BTreeSet<&'static str>,
    /// Qualified classes, by the class whose type carries their conditions.
    pub(super) qualified: FxHashMap<ClassId, Vec<ClassId>>,
    /// The foreign classes whose stubs are written already.
    pub(super) written: BTreeSet<ClassId>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        models: &'a Models,
        domains: &'a [DomainId],
        naming: Naming,
        federation: bool,
    ) -> Self {
        let agreement = Rc::new(Agreement::new(models));
        let mut builder = Self {
            models,
            domains,
            federation,
            namer: Namer { models, naming },
            scope: Scope::of(models, domains, federation, &agreement),
            agreement,
            out: Vec::new(),
            losses: Vec::new(),
            stand_ins: Vec::new(),
            paths: FxHashMap::default(),
            own: BTreeSet::new(),
            federated: BTreeSet::new(),
            qualified: FxHashMap::default(),
            written: BTreeSet::new(),
        };
        for id in domains.iter().flat_map(|d| &models.domain(*d).classes) {
            if matches!(models.class(*id).kind, ClassKind::Qualified { .. }) {
                builder
                    .qualified
                    .entry(builder.resolve(*id))
                    .or_default()
                    .push(*id);
            }
        }
        builder
    }

    /// The domain's own terms in the author's order, then what it needs of others, by name.
    pub(super) fn build(mut self) -> Built {
        for domain in self.own_domains() {
            domain.classes.iter().for_each(|id| self.class(*id));
            domain.datatypes.iter().for_each(|id| self.datatype(*id));
        }
        self.query();
        for id in self.scope.foreign_classes(&self.namer) {
            self.foreign(id);
        }
        for id in self.scope.foreign_datatypes(&self.namer) {
            self.datatype(id);
        }
        for primitive in self.scope.primitives() {
            let iri = vocabulary::iri(primitive.term()).unwrap_or_default();
            self.shared(primitive, iri);
        }
        if self.scope.any_term() {
            let directives = self.scalar_directives(shared::TERM, None);
            self.scalar(shared::TERM, directives);
        }
        self.lose_texts();
        let mut definitions = self.header();
        definitions.append(&mut self.out);
        let mut document = ast::Document::new();
        document.definitions = definitions;
        Built {
            document,
            losses: self.losses,
            stand_ins: self.stand_ins,
            paths: self.paths,
            federation: self.federation,
            primitives: self.scope.aliases(),
        }
    }

    /// The domains that the document is of.
    pub(super) fn own_domains(&self) -> impl Iterator<Item = &'a Domain> + use<'a> {
        let models = self.models;
        self.domains.iter().map(move |id| models.domain(*id))
    }

    /// The directives that every element of a term has.
    pub(super) fn about(&mut self, info: &TermInfo) -> Vec<Node<ast::Directive>> {
        let mut found = vec![self.uri(&info.iri)];
        if super::names::is_escaped(&info.name) {
            found.push(self.mine(Own::Name, vec![("name", info.name.as_str().into())]));
        }
        found
    }

    /// `@udaUri`.
    pub(super) fn uri(&mut self, iri: &str) -> Node<ast::Directive> {
        self.mine(Own::Uri, vec![("uri", iri.into())])
    }

    /// One of our directives.
    pub(super) fn mine(
        &mut self,
        own: Own,
        arguments: Vec<(&str, ast::Value)>,
    ) -> Node<ast::Directive> {
        self.own.insert(own);
        directive(own.name(), arguments)
    }

    /// One of federation's, where the document is a subgraph.
    pub(super) fn theirs(
        &mut self,
        name: &'static str,
        arguments: Vec<(&str, ast::Value)>,
    ) -> Option<Node<ast::Directive>> {
        self.federation.then(|| {
            self.federated.insert(name);
            directive(name, arguments)
        })
    }

    pub(super) fn lose(
        &mut self,
        term: &str,
        element: &str,
        construct: &'static str,
        message: String,
    ) {
        self.losses.push(Loss {
            term: term.to_owned(),
            element: element.to_owned(),
            construct,
            message,
        });
    }

    fn datatype(&mut self, id: DatatypeId) {
        let datatype = self.models.datatype(id);
        let primitive = self.models.primitive(id);
        let is_custom = matches!(datatype.kind, DatatypeKind::Custom(_));
        if !is_custom || matches!(shared::image(primitive), Image::Texts(..)) {
            // Upper's own document declares primitives; as fields they have shared types.
            return;
        }
        let name = self.namer.datatype(id);
        let facets = self.models.facets(id);
        let mut found = vec![directives::specified_by(&datatype.info.iri)];
        found.extend(self.about(&datatype.info));
        let base = shared::image(primitive).name();
        found.extend(self.constraint(facets, vec![("base", base.into())]));
        if self.domains.contains(&datatype.info.domain) {
            self.lose_name(&datatype.info, &name);
            self.lose_facets(&datatype.info.iri, &name, facets);
            let is_bounded = primitive == Primitive::Decimal && facets.total_digits.is_some();
            if !is_bounded {
                self.lose_primitive(&datatype.info.iri, &name, primitive);
            }
            self.lose_type_deprecation(&datatype.info, &name);
        }
        self.out.push(
            ast::ScalarTypeDefinition {
                description: self.doc(&datatype.info),
                name,
                directives: ast::DirectiveList(found),
            }
            .into(),
        );
    }

    fn shared(&mut self, primitive: Primitive, iri: &str) {
        match shared::image(primitive) {
            Image::BuiltIn(_) => {}
            image @ Image::Scalar(..) => {
                let directives = self.scalar_directives(image, Some(iri));
                self.scalar(image, directives);
            }
            Image::Texts(name, has_language) => self.texts(name, has_language, iri),
        }
    }

    fn scalar_directives(&mut self, image: Image, iri: Option<&str>) -> Vec<Node<ast::Directive>> {
        let mut found = Vec::new();
        if let Image::Scalar(_, specification, _) = image {
            found.push(directives::specified_by(specification));
        }
        found.extend(iri.map(|iri| self.uri(iri)));
        found
    }

    fn scalar(&mut self, image: Image, directives: Vec<Node<ast::Directive>>) {
        let description = match image {
            Image::Scalar(_, _, description) => Some(Node::new_str(description)),
            Image::BuiltIn(_) | Image::Texts(..) => None,
        };
        self.out.push(
            ast::ScalarTypeDefinition {
                description,
                name: Name::new_unchecked(image.name()),
                directives: ast::DirectiveList(directives),
            }
            .into(),
        );
    }

    fn texts(&mut self, name: &str, has_language: bool, iri: &str) {
        let string = Name::new_static_unchecked("String");
        let language = if has_language {
            ast::Type::NonNullNamed(string.clone())
        } else {
            ast::Type::Named(string.clone())
        };
        let field = |name, doc, ty| {
            Node::new(ast::FieldDefinition {
                description: Some(Node::new_str(doc)),
                name: Name::new_static_unchecked(name),
                arguments: Vec::new(),
                ty,
                directives: ast::DirectiveList::default(),
            })
        };
        let fields = vec![
            field(
                "language",
                "The language of the text, as a tag of BCP 47.",
                language,
            ),
            field("value", "The text.", ast::Type::NonNullNamed(string)),
        ];
        let mut found = vec![self.uri(iri)];
        found.extend(self.theirs("@shareable", Vec::new()));
        self.out.push(
            ast::ObjectTypeDefinition {
                description: Some(Node::new_str("A text, with the language that it is in.")),
                name: Name::new_unchecked(name),
                implements_interfaces: Vec::new(),
                directives: ast::DirectiveList(found),
                fields,
            }
            .into(),
        );
    }
}
