//! Puts the functions of a module in an order in which like stands beside like.
//!
//! The browser gets the module in brotli, which writes shorter what it saw a moment ago than what it saw
//! long before. The compiler puts functions by crate; those that differ by a type alone, of which there
//! are thousands, stand far apart (T11).

use std::cmp::Reverse;
use std::collections::HashMap;

use anyhow::{Context, Result};
use wasm_encoder::{Module, NameMap, NameSection, RawSection};
use wasmparser::{Parser, Payload, TypeRef};

/// What tells the optimizer to put functions in the order of their names.
pub const BY_NAME: &str = "--reorder-functions-by-name";

/// So many bytes in a row are compared.
const RUN: usize = 4;

/// A run that more functions have says nothing about which of them are alike.
const COMMON: usize = 1_000;

/// A copy of the module whose functions are named after their places: the optimizer then puts them
/// there ([`BY_NAME`]).
pub fn name_by_place(module: &[u8]) -> Result<Vec<u8>> {
    let mut copy = Module::new();
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("a module cannot be read")?;
        match &payload {
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            Payload::CustomSection(custom) if custom.name() == "name" => continue,
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    let is_function =
                        matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_));
                    imported += u32::from(is_function);
                }
            }
            _ => {}
        }
        if let Some((id, range)) = payload.as_section() {
            let data = &module[range];
            copy.section(&RawSection { id, data });
        }
    }
    let mut functions = NameMap::new();
    for (function, place) in (imported..).zip(places(&bodies)) {
        functions.append(function, &format!("{place:06}"));
    }
    let mut names = NameSection::new();
    names.functions(&functions);
    copy.section(&names);
    Ok(copy.finish())
}

/// The place of each function: the largest comes first, and after each the one that shares most with it
/// of those that are left. The same functions always get the same places.
fn places(bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<Vec<u32>> = bodies.iter().map(|body| runs(body)).collect();
    let having = having(&runs);
    let mut by_size: Vec<usize> = (0..bodies.len()).collect();
    by_size.sort_by_key(|function| Reverse(runs[*function].len()));
    // The next of them is taken where nothing without a place shares anything with the last.
    let mut by_size = by_size.into_iter();
    let mut places = vec![None; bodies.len()];
    let mut last = None;
    for place in 0..bodies.len() {
        let next = last
            .and_then(|last| most_alike(last, &runs, &having, &places))
            .or_else(|| by_size.find(|function| places[*function].is_none()));
        if let Some(next) = next {
            places[next] = Some(place);
        }
        last = next;
    }
    places.into_iter().flatten().collect()
}

/// Every run of bytes that a function has, once.
fn runs(body: &[u8]) -> Vec<u32> {
    let mut runs: Vec<u32> = body
        .array_windows::<RUN>()
        .map(|run| u32::from_le_bytes(*run))
        .collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// The functions that have a run, for each run that tells something.
fn having(runs: &[Vec<u32>]) -> HashMap<u32, Vec<usize>> {
    let mut having: HashMap<u32, Vec<usize>> = HashMap::new();
    for (function, runs) in runs.iter().enumerate() {
        for run in runs {
            having.entry(*run).or_default().push(function);
        }
    }
    having.retain(|_, functions| (2..=COMMON).contains(&functions.len()));
    having
}

/// The function without a place that shares most runs with this one, in proportion to the larger of
/// both.
fn most_alike(
    function: usize,
    runs: &[Vec<u32>],
    having: &HashMap<u32, Vec<usize>>,
    places: &[Option<usize>],
) -> Option<usize> {
    let mut shared: HashMap<usize, usize> = HashMap::new();
    let others = runs[function].iter().filter_map(|run| having.get(run));
    for other in others.flatten().filter(|other| places[**other].is_none()) {
        *shared.entry(*other).or_default() += 1;
    }
    let alike = |other: usize, shared: usize| {
        // In millionths: whole numbers tell apart what there is to tell apart.
        shared * 1_000_000 / runs[function].len().max(runs[other].len())
    };
    (shared.into_iter())
        .max_by_key(|(other, shared)| (alike(*other, *shared), Reverse(*other)))
        .map(|(other, _)| other)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CodeSection, Function, FunctionSection, Instruction, TypeSection};
    use wasmparser::{KnownCustom, Name};

    use super::*;

    #[test]
    fn like_stands_beside_like() {
        let words: [&[u8]; 5] = [
            b"a move of accounts and what it means",
            b"the bill units of an account",
            b"a move of accounts and what it costs",
            b"0123456789",
            b"the bill units of a contact",
        ];
        let places = places(&words);
        assert_eq!(places[0].abs_diff(places[2]), 1);
        assert_eq!(places[1].abs_diff(places[4]), 1);
    }

    #[test]
    fn every_function_gets_one_place() {
        let bodies: Vec<Vec<u8>> = (0..50_u8).map(|size| vec![size % 7; size.into()]).collect();
        let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        let mut places = places(&bodies);
        places.sort_unstable();
        assert_eq!(places, (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn a_module_keeps_its_code_and_gets_a_name_for_each_function() {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for size in [1, 30] {
            functions.function(0);
            let mut body = Function::new([]);
            for _ in 0..size {
                body.instruction(&Instruction::Nop);
            }
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let module = module.section(&types).section(&functions).section(&code);
        let plain = module.clone().finish();
        let named = name_by_place(&plain).expect("read");
        assert!(named.starts_with(&plain));
        assert_eq!(
            names(&named),
            [(0, "000001".to_owned()), (1, "000000".to_owned())]
        );
    }

    fn names(module: &[u8]) -> Vec<(u32, String)> {
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            if let Payload::CustomSection(custom) = payload.expect("read")
                && let KnownCustom::Name(sections) = custom.as_known()
            {
                for section in sections {
                    let Name::Function(functions) = section.expect("read") else {
                        continue;
                    };
                    let name =
                        |naming: wasmparser::Naming<'_>| (naming.index, naming.name.to_owned());
                    names.extend(
                        functions
                            .into_iter()
                            .map(|naming| name(naming.expect("read"))),
                    );
                }
            }
        }
        names
    }
}
